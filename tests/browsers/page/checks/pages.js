import { ask, equal, until, wedding } from '../stage.js';

/**
 * Finds an element of the customer's page in the frame, if it is there already.
 * @param {string} selector
 */
function within(selector) {
    const frame = document.querySelector('iframe');
    return /** @type {HTMLElement | null} */ (frame?.contentDocument?.querySelector(selector));
}

/** @type {readonly import('../stage.js').Check[]} */
export const pageChecks = [
    {
        name: "the customer's page lists, opens, sends and receives",
        async run({ signIn }) {
            await signIn();
            const frame = document.createElement('iframe');
            frame.width = '1000';
            frame.height = '700';
            frame.src = '/dashboard-customer.html';
            document.body.append(frame);
            const item = `.thread-item[data-conversation-id="${wedding}"]`;
            (await until('the list', () => within(item))).click();
            const input = /** @type {HTMLTextAreaElement} */ (
                await until('the conversation', () => within('#messageInput'))
            );
            const said = (/** @type {string} */ text) =>
                until(text, () => within('#conversationMessages')?.textContent?.includes(text));
            await said('children’s menu?');
            input.value = 'Typed into the page';
            input.dispatchEvent(new Event('input', { bubbles: true }));
            within('#sendMessageForm button[type=submit]')?.click();
            await said('Typed into the page');
            await until('the stored message', async () =>
                (await ask('stored')).includes('Typed into the page'),
            );
            await ask('say', 'Answered by somebody');
            await said('Answered by somebody');
            equal(within('.messaging-connection-status--offline'), null, 'a sign of trouble');
        },
    },
];
