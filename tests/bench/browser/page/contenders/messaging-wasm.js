// Ours, as shipped, with its defaults.
import { createMessaging } from '../../../../../web/messaging.ts';

/** @returns {import('./contender').Contender} */
export function create() {
    const { messagingSystem: system } = createMessaging({ user: { id: 'usr_alice' }, toast: null });
    return {
        get ready() {
            return system.ready;
        },
        async connect() {
            system.initWebSocket();
            await new Promise((resolve) => {
                window.addEventListener('messaging:connection', ({ detail }) => {
                    if (detail.status === 'online') resolve(undefined);
                });
            });
        },
        follow: (conversationId, told) =>
            new Promise((resolve) => {
                const stop = system.listenToMessages(conversationId, (messages) => {
                    const newest = messages.at(-1);
                    // The first list means that the history is there and the room is joined.
                    if (newest?.text === 'begin') resolve(stop);
                    else if (newest) told(newest);
                });
            }),
        list: () =>
            new Promise((resolve) => {
                system.listenToUserConversations('usr_alice', 'customer', (conversations) => {
                    if (conversations.length > 0) resolve(conversations.length);
                });
            }),
        send: (conversationId, text) => system.sendMessage(conversationId, { message: text }),
        close: () => system.destroy(),
    };
}
