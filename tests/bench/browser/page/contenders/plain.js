import { PlainClient } from './plain_client.js';

/** @returns {import('./contender').Contender} */
export function create() {
    const client = new PlainClient();
    return {
        async connect() {
            client.connect();
            await new Promise((resolve) => {
                window.addEventListener('messaging:connection', resolve, { once: true });
            });
        },
        async follow(conversationId, told) {
            let begun = false;
            const stop = await client.listenToMessages(conversationId, (messages) => {
                const newest = messages.at(-1);
                if (begun && newest) told(newest);
            });
            begun = true;
            return stop;
        },
        list: () =>
            new Promise((resolve) => {
                client.listenToConversations((conversations) => resolve(conversations.length));
            }),
        send: (conversationId, text) => client.sendMessage(conversationId, text),
        close: () => client.close(),
    };
}
