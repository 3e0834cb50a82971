// Lists of conversations as a server other than ours might send them.

/** @typedef {import('@playwright/test').Page} Page */

/**
 * For `Visit.before`: changes each conversation of the list.
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
