import { ask, equal, until, wedding } from '../stage.js';

/** @type {readonly import('../stage.js').Check[]} */
export const messageChecks = [
    {
        name: 'conversations, messages and the unread count are listed',
        async run({ system, connect, followMessages }) {
            await connect();
            /** @type {string[]} */
            let ids = [];
            /** @type {number | undefined} */
            let count;
            system.listenToUserConversations('usr_alice', 'customer', (list) => {
                ids = list.map(({ id }) => id);
            });
            system.listenToUnreadCount('usr_alice', 'customer', (unread) => {
                count = unread;
            });
            await until('conversations', () => ids.length === 3);
            equal(ids[0], wedding, 'the newest');
            equal((await followMessages()).texts.length, 3, 'messages');
            await until('a count', () => count !== undefined);
            const before = Number(count);
            await ask('say', 'One more');
            await until('one more', () => count === before + 1);
        },
    },
    {
        name: 'a sent message is stored and reaches the other person',
        async run({ system, follow, details }) {
            const followed = await follow();
            await ask('listen');
            const sending = system.sendMessage(wedding, { message: 'From the page' });
            await until('the own message', () => followed.texts.includes('From the page'));
            const id = await sending;
            equal(/^msg_/.test(id), true, `${id} is an id of the server`);
            await ask('told', { name: 'new_message', conversationId: wedding });
            equal((await ask('stored')).at(-1), 'From the page', 'the newest stored message');
            const states = details('messaging:message').map(({ state }) => state);
            equal(states, ['pending', 'sent'], 'messaging:message');
        },
    },
    {
        name: 'a message of the other person arrives at once',
        async run({ follow }) {
            const followed = await follow();
            await ask('say', 'To the page');
            await until('the message', () => followed.texts.at(-1) === 'To the page');
        },
    },
    {
        name: 'texts in every script are sent and received unchanged',
        async run({ system, follow }) {
            const followed = await follow();
            const text = '‏שלום <b>&amp;</b> 👩‍👩‍👧 ﷽ é\u2028 𝔘\\n"';
            await system.sendMessage(wedding, { message: text });
            equal((await ask('stored')).at(-1), text, 'what is stored');
            await ask('say', `${text}!`);
            await until('the same back', () => followed.texts.includes(`${text}!`));
            await system.sendMessage(wedding, { message: 'half \ud83d of a pair' });
            equal((await ask('stored')).at(-1), 'half \ufffd of a pair', 'made well-formed');
        },
    },
    {
        name: 'older messages are loaded',
        async run({ system, connect, followMessages }) {
            await ask('store', 120);
            await connect();
            const followed = await followMessages();
            const first = followed.texts.length;
            for (let more = true; more; ) more = await system.loadOlder(wedding);
            await until('all of them', () => followed.texts.length === 123);
            equal(first < 123, true, 'fewer at first');
        },
    },
    {
        name: 'typing is sent, and ends automatically',
        async run({ system, follow }) {
            system.configure({ typingStopMs: 300 });
            await follow();
            await ask('listen');
            system.sendTypingStatus(wedding, true);
            await ask('told', { name: 'typing:status', isTyping: true, userId: 'usr_alice' });
            await ask('told', { name: 'typing:status', isTyping: false, userId: 'usr_alice' });
        },
    },
    {
        name: 'typing of the other person is shown, and expires',
        async run({ system, manager, follow, details }) {
            system.configure({ typingExpiryMs: 500 });
            await follow();
            await ask('type', true);
            await until('typing', () => manager.isTyping(wedding));
            equal(manager.getTypingUsers(wedding), ['usr_bloom'], 'who types');
            await until('an end', () => !manager.isTyping(wedding));
            const typing = details('messaging:typing').map(({ isTyping }) => isTyping);
            equal(typing[0], true, 'messaging:typing');
        },
    },
    {
        name: 'read receipts go both ways',
        async run({ system, follow, details }) {
            await follow();
            await ask('listen');
            await ask('say', 'Have you read this?');
            await system.markMessagesAsRead(wedding, 'usr_alice');
            await ask('told', { name: 'message:read', userId: 'usr_alice' });
            const id = await system.sendMessage(wedding, { message: 'And you this?' });
            await ask('read', id);
            await until('a receipt', () => details('messaging:read').length > 0);
            const [{ conversationId, messageId, userId }] = /** @type {[any]} */ (
                details('messaging:read')
            );
            equal([conversationId, messageId, userId], [wedding, id, 'usr_bloom'], 'the receipt');
        },
    },
];
