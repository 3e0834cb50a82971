import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    patchConversation,
    patchMessage,
    toConversation,
    toMessage,
} from '../../web/page_objects.ts';

const time = '2026-02-05T12:00:00.000Z';

test('old-6A-11: a message of the first API can be read under every name', () => {
    const source = {
        id: 'msg_1',
        threadId: 'thd_1',
        fromUserId: 'usr_1',
        fromRole: 'supplier',
        text: 'Hello',
        createdAt: time,
        readBy: ['usr_1'],
    };
    const message = toMessage(source, { id: 'msg_1', state: 'sent' }, 'thd_1');
    assert.deepEqual(message, {
        ...source,
        conversationId: 'thd_1',
        senderId: 'usr_1',
        senderRole: 'supplier',
        senderName: '',
        state: 'sent',
        clientMessageId: null,
        seq: null,
        message: 'Hello',
        content: 'Hello',
        senderType: 'supplier',
        timestamp: time,
        sentAt: time,
    });
});

test('names of later servers are read, and unknown members are kept', () => {
    const source = {
        _id: 'm',
        sender: { id: 7, name: 'Jo', role: 'customer' },
        content: 'Hi',
        timestamp: { seconds: Date.parse(time) / 1000 },
        seq: 4,
        reactions: ['x'],
    };
    const message = toMessage(source, {}, 'c1');
    assert.equal(message.id, 'm');
    assert.equal(message.conversationId, 'c1');
    assert.equal(message.senderId, '7');
    assert.equal(message.senderName, 'Jo');
    assert.equal(message.senderRole, 'customer');
    assert.equal(message.text, 'Hi');
    assert.equal(message.createdAt, time);
    assert.equal(message.timestamp, source.timestamp);
    assert.equal(message.seq, 4);
    assert.deepEqual(message.reactions, ['x']);
});

test('old-6A-12: malformed messages become empty ones, a plain string becomes a message', () => {
    for (const source of [null, undefined, 7.5, [], {}, { text: {}, sender: 'x', seq: '1' }]) {
        const message = toMessage(source, { id: 'x' }, 'c1');
        assert.equal(message.id, 'x');
        assert.equal(typeof message.text, 'string');
        assert.equal(message.senderName, '');
        assert.equal(message.createdAt, '');
    }
    assert.equal(toMessage('Hi', { id: 'x' }, 'c1').text, 'Hi');
});

test('a message that the server does not have yet is from the user', () => {
    const own = (source: object, state: 'pending' | 'failed' | 'sent') =>
        toMessage(source, { id: 'cm', state }, 'c1', 'ann');
    for (const state of ['pending', 'failed'] as const) {
        assert.equal(own({ message: 'Hi' }, state).senderId, 'ann');
        assert.equal(own({ message: 'Hi' }, state).fromUserId, 'ann');
        assert.equal(own({ message: 'Hi', senderId: 'profile' }, state).senderId, 'profile');
    }
    assert.equal(own({ message: 'Hi' }, 'sent').senderId, '');
});

test('a patch creates a new object and keeps the other members', () => {
    const message = toMessage({ text: 'Hi' }, { id: 'cm', state: 'pending' }, 'c1');
    const patched = patchMessage(message, { id: 'm1', state: 'sent', clientMessageId: 'cm' });
    assert.equal(message.id, 'cm');
    assert.equal(message.state, 'pending');
    assert.equal(patched.id, 'm1');
    assert.equal(patched.state, 'sent');
    assert.equal(patched.clientMessageId, 'cm');
    assert.equal(patched.text, 'Hi');
});

test('a conversation without any members gets empty ones', () => {
    const conversation = toConversation({}, { id: 'c1' }, 'u1');
    assert.deepEqual(conversation, {
        id: 'c1',
        lastMessage: '',
        lastMessageTime: null,
        unreadCount: 0,
    });
    assert.equal(toConversation(null, { id: 'c1' }, 'u1').id, 'c1');
});

test('from unread counts by user, this user’s is taken', () => {
    const source = { id: 't', unreadCount: { u1: 3, u2: 9 }, lastMessageAt: time };
    const conversation = toConversation(source, {}, 'u1');
    assert.equal(conversation.unreadCount, 3);
    assert.equal(conversation.lastMessageTime, time);
    assert.equal(toConversation(source, { id: 't', unreadCount: 1 }, 'u1').unreadCount, 1);
});

test('old-6A-18: all previews show the newest message', () => {
    const source = { id: 'c', lastMessage: 'old', lastMessagePreview: 'older', lastMessageTime: 1 };
    const conversation = toConversation(source, {}, '');
    const newest = { text: 'new', createdAt: time };
    const patched = patchConversation(conversation, { id: 'c', unreadCount: 2 }, newest);
    assert.equal(patched.lastMessage, 'new');
    assert.equal(patched.lastMessagePreview, 'new');
    assert.equal(patched.lastMessageTime, time);
    assert.equal(patched.unreadCount, 2);
    assert.equal(conversation.lastMessage, 'old');
});
