// What a server other than ours might tell of the conversations.

/** @typedef {import('@playwright/test').Page} Page */

/**
 * For `Visit.before`: the list of conversations with each of them changed.
 * @param {(conversation: any) => void} change
 */
export const changeConversations = (change) => (/** @type {Page} */ page) =>
    page.route('**/api/messages/conversations*', async (route) => {
        try {
            const response = await route.fetch();
            const json = await response.json();
            json.conversations.forEach(change);
            await route.fulfill({ response, json });
        } catch {
            // The page was closed meanwhile.
        }
    });
