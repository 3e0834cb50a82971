// The names that servers use: each is read only if those before it are missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    patchConversation,
    patchMessage,
    toConversation,
    toMessage,
} from '../../web/page_objects.ts';

const message = (source: object) => toMessage(source, {}, 'c1') as Record<string, unknown>;
const conversation = (source: object) =>
    toConversation(source, {}, 'u1') as Record<string, unknown>;

/** For each name a document with this name and all after it, each with a value of its own. */
function documents(names: readonly string[]): Array<[name: string, document: object]> {
    return names.map((name, at) => [
        name,
        Object.fromEntries(names.slice(at).map((each) => [each, `of ${each}`])),
    ]);
}

for (const [make, member, names] of [
    [message, 'id', ['id', '_id', 'messageId']],
    [message, 'conversationId', ['conversationId', 'threadId']],
    [message, 'text', ['text', 'message', 'content', 'body', 'value']],
    [message, 'createdAt', ['createdAt', 'sentAt', 'timestamp', 'updatedAt', 'date']],
    [message, 'senderId', ['senderId', 'userId', 'fromUserId']],
    [message, 'senderRole', ['senderRole', 'senderType', 'fromRole']],
    [conversation, 'id', ['id', '_id', 'conversationId', 'threadId']],
    [conversation, 'lastMessage', ['lastMessage', 'lastMessagePreview', 'lastMessageText']],
    [
        conversation,
        'lastMessageTime',
        ['lastMessageTime', 'lastMessageAt', 'updatedAt', 'createdAt'],
    ],
] as const) {
    test(`${make.name}.${member} is read from ${names.join(', else ')}`, () => {
        for (const [name, document] of documents(names)) {
            assert.equal(make(document)[member], `of ${name}`);
        }
    });
}

test('the sender members of a message take precedence over those of a sender object', () => {
    const sender = { id: 'inner', _id: 'x', name: 'Inner', role: 'inner role' };
    const own = { senderId: 'outer', senderName: 'Outer', senderRole: 'outer role' };
    const of = ({ senderId, senderName, senderRole }: Record<string, unknown>) => [
        senderId,
        senderName,
        senderRole,
    ];
    assert.deepEqual(of(message({ ...own, sender })), ['outer', 'Outer', 'outer role']);
    assert.deepEqual(of(message({ sender })), ['inner', 'Inner', 'inner role']);
    assert.equal(message({ sender: { _id: 'x' } }).senderId, 'x');
});

const known = { text: 'T', senderId: 'u2', senderRole: 'supplier', createdAt: '2026-01-01' };

test('alternative names of a message that a server does not send get the same values', () => {
    const {
        message: words,
        content,
        senderType,
        fromRole,
        fromUserId,
        timestamp,
        sentAt,
    } = message(known);
    assert.deepEqual([words, content], ['T', 'T']);
    assert.deepEqual([senderType, fromRole, fromUserId], ['supplier', 'supplier', 'u2']);
    assert.deepEqual([timestamp, sentAt], ['2026-01-01', '2026-01-01']);
});

test('alternative names of a message that a server sends keep their values', () => {
    const given = {
        message: 'M',
        content: 'C',
        senderType: 'ST',
        fromRole: 'FR',
        fromUserId: 'FU',
        timestamp: 1,
        sentAt: 2,
    };
    const made = message({ ...known, ...given });
    for (const [name, value] of Object.entries(given)) assert.equal(made[name], value);
});

test('a message without a time has empty timestamps', () => {
    const { createdAt, timestamp, sentAt } = message({ text: 'T' });
    assert.deepEqual([createdAt, timestamp, sentAt], ['', '', '']);
});

test('the core’s ids and state of a message override the server’s', () => {
    const source = { id: 'server', clientMessageId: 'of server', state: 'failed' };
    const entry = { id: 'core', clientMessageId: 'of core', state: 'read' } as const;
    const { id, clientMessageId, state } = toMessage(source, entry, 'c1');
    assert.deepEqual([id, clientMessageId, state], ['core', 'of core', 'read']);
    const alone = toMessage(source, {}, 'c1');
    assert.deepEqual([alone.clientMessageId, alone.state], ['of server', 'sent']);
});

test('a patch without state, client id or count leaves them unchanged', () => {
    const before = toMessage({}, { id: 'm', clientMessageId: 'cm', state: 'pending' }, 'c1');
    const { id, clientMessageId, state } = patchMessage(before, { id: 'n' });
    assert.deepEqual([id, clientMessageId, state], ['n', 'cm', 'pending']);
    const counted = toConversation({ unreadCount: 3 }, { id: 'c1' }, 'u1');
    assert.equal(patchConversation(counted, { id: 'c1' }).unreadCount, 3);
    assert.equal(patchConversation(counted, { id: 'c1', unreadCount: 0 }).unreadCount, 0);
});

test('the unread count is a positive number under either name, else 0', () => {
    for (const [source, count] of [
        [{ unreadCount: 3, unread: 4 }, 3],
        [{ unread: 4 }, 4],
        [{ unread: { u1: 5, u2: 6 } }, 5],
        [{ unreadCount: -1 }, 0],
        [{ unreadCount: '3' }, 0],
        [{}, 0],
    ] as const) {
        assert.equal(conversation(source).unreadCount, count);
    }
});

test('a conversation without a time has a null lastMessageTime', () => {
    assert.equal(conversation({}).lastMessageTime, null);
});
