// Conversations and messages as pages get them, from what a store returns.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSend } from '../../server/rest/body.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import type { Conversation, NewParticipant } from '../../server/store/store.ts';
import { conversationView, messageView, threadView } from '../../server/views.ts';

const ann = { userId: 'ann', name: 'Ann', role: 'customer' };
const ben = { userId: 'ben', name: 'Ben', role: 'supplier', profileId: 'sup_ben' };

const minuteMs = 60_000;

/** A conversation a minute old, in which Ann has now sent these texts. */
async function conversationOf(
    texts: string[],
    participants: NewParticipant[] = [ann, ben],
): Promise<Conversation> {
    const store = createMemoryStore();
    const createdAt = Date.now() - minuteMs;
    const fields = { subject: 'Dinner', status: 'closed', participants, createdAt };
    const { id } = await store.createConversation(fields);
    const sender = { id: 'ann', name: 'Ann', role: 'customer' };
    for (const text of texts) await store.addMessage({ conversationId: id, sender, text });
    const conversation = await store.conversation(id);
    assert.ok(conversation);
    return conversation;
}

const timeOf = (ms: number) => new Date(ms).toISOString();

test('a conversation names its last message, its sender, and when both were made', async () => {
    const conversation = await conversationOf(['one', 'two']);
    const { lastMessage, activeAt, createdAt } = conversation;
    const view = conversationView(conversation, 'ben');
    assert.equal(view.lastMessageId, lastMessage?.id);
    assert.equal(view.lastMessageSenderId, 'ann');
    assert.equal(view.lastMessageTime, timeOf(activeAt));
    assert.equal(view.createdAt, timeOf(createdAt));
    assert.equal(view.subject, 'Dinner');
});

test('a conversation without messages has an empty preview and no last message', async () => {
    const view = conversationView(await conversationOf([]), 'ben');
    assert.deepEqual(
        [view.lastMessage, view.lastMessageId, view.lastMessageSenderId, view.seq],
        ['', null, null, 0],
    );
});

test('the names of several participants of one role are joined', async () => {
    const carl = { userId: 'carl', name: 'Carl', role: 'supplier' };
    const view = conversationView(await conversationOf([], [ann, ben, carl]), 'ann');
    assert.equal(view.supplierName, 'Ben, Carl');
    assert.equal(view.customerName, 'Ann');
});

test('nothing is unread for an administrator who is no participant', async () => {
    const conversation = await conversationOf(['one']);
    assert.equal(conversationView(conversation, 'ben').unreadCount, 1);
    assert.equal(conversationView(conversation, 'admin').unreadCount, 0);
});

test('a thread has the fields of its conversation under their older names', async () => {
    const conversation = await conversationOf(['one']);
    const view = conversationView(conversation, 'ben');
    assert.deepEqual(threadView(conversation, 'ben'), {
        id: conversation.id,
        customerId: 'ann',
        customerName: 'Ann',
        supplierId: 'sup_ben',
        supplierName: 'Ben',
        subject: 'Dinner',
        status: 'closed',
        lastMessageAt: view.lastMessageTime,
        lastMessagePreview: 'one',
        unreadCount: { ben: 1 },
        createdAt: view.createdAt,
        updatedAt: view.lastMessageTime,
    });
});

test('a thread names a supplier without a profile by the user, and nobody by null', async () => {
    const { profileId: _profileId, ...withoutProfile } = ben;
    const thread = threadView(await conversationOf([], [withoutProfile]), 'ben');
    assert.deepEqual([thread.supplierId, thread.customerId], ['ben', null]);
});

for (const [what, text, preview] of [
    ['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
    ['201 characters', 'x'.repeat(201), `${'x'.repeat(199)}…`],
    ['200 emoji', '😀'.repeat(200), '😀'.repeat(200)],
    ['200 emoji and a letter', `${'😀'.repeat(200)}x`, `${'😀'.repeat(199)}…`],
] as const) {
    test(`the preview of ${what} has at most 200 characters, and only then an ellipsis`, async () => {
        const view = conversationView(await conversationOf([text]), 'ben');
        assert.equal(view.lastMessagePreview, preview);
    });
}

test('attachments are an array, whatever the application has stored under that name', async () => {
    const { lastMessage } = await conversationOf(['one']);
    assert.ok(lastMessage);
    const attachmentsOf = (attachments: unknown) =>
        messageView({ ...lastMessage, extra: { attachments } }, []).attachments;
    assert.deepEqual(attachmentsOf([{ url: '/a' }]), [{ url: '/a' }]);
    for (const odd of [undefined, null, '/a', { url: '/a' }]) {
        assert.deepEqual(attachmentsOf(odd), []);
    }
});

test('fields that a page could take for those of the server are not stored', () => {
    const mistakable = ['_id', 'body', 'value', 'userId', 'sender', 'date', 'updatedAt', 'state'];
    const secret = ['_csrf'];
    const dangerous = ['__proto__', 'constructor', 'prototype', 'toJSON'];
    const names = [...mistakable, ...secret, ...dangerous];
    const fields = names.map((name) => `${JSON.stringify(name)}:"x"`);
    const body = JSON.parse(`{"message":"Hello","mood":"good",${fields.join()}}`);
    const { extra } = readSend({ params: {}, query: {}, body, get: () => undefined });
    assert.deepEqual(extra, { mood: 'good' });
});
