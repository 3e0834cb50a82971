// What is repeated to the next core.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Input } from '../../bindings/protocol.ts';
import { Repeats } from '../../web/repeats.ts';

const send = (call: number): Input => ({ type: 'SendMessage', call, conversationId: 'c1' });
const text = (id: string) => JSON.stringify({ clientMessageId: id, message: 'x' });

let repeats: Repeats;
const calls = () => repeats.all().map(({ input }) => 'call' in input && input.call);

beforeEach(() => {
    repeats = new Repeats();
});

test('a message is repeated, marked as one that may have been sent', () => {
    repeats.asked(send(1), text('m1'));
    assert.deepEqual(repeats.all()[0]?.input, { ...send(1), repeated: true });
    assert.equal(repeats.all()[0]?.text, text('m1'));
});

test('a message that the server has stored is not repeated', () => {
    repeats.asked(send(1), text('m1'));
    repeats.settled(1, 'msg_1');
    assert.deepEqual(calls(), []);
});

test('a message that resolved to its client id is repeated until it is sent or fails', () => {
    repeats.asked(send(1), text('m1'));
    repeats.asked(send(2), text('m2'));
    repeats.settled(1, 'm1');
    repeats.settled(2, 'm2');
    assert.deepEqual(repeats.messageState('m1', 'pending'), []);
    assert.deepEqual(calls(), [1, 2]);
    assert.deepEqual(repeats.messageState('m1', 'sent'), [1]);
    assert.deepEqual(calls(), [2]);
    repeats.messageState('m2', 'failed');
    assert.deepEqual(calls(), []);
});

test('a refused message is not repeated', () => {
    repeats.asked(send(1), text('m1'));
    repeats.settled(1);
    assert.deepEqual(calls(), []);
});

test('a fetch is repeated until it is answered, a custom event is never repeated', () => {
    repeats.asked({ type: 'Fetch', call: 1, what: 'unread' }, undefined);
    repeats.asked({ type: 'Emit', call: 2, attachments: [] }, '["x"]');
    assert.deepEqual(calls(), [1]);
    assert.equal(repeats.has(1), true);
    repeats.settled(2, []);
    repeats.settled(1, null);
    assert.deepEqual(calls(), []);
});

test('marking as read is repeated until it is answered', () => {
    repeats.asked({ type: 'MarkRead', call: 1, conversationId: 'c1', userId: 'u1' }, undefined);
    repeats.asked({ type: 'MarkThreadRead', call: 2, threadId: 'thd_1' }, undefined);
    assert.deepEqual(calls(), [1, 2]);
    repeats.settled(1, undefined);
    assert.deepEqual(calls(), [2]);
});

test('clear() drops all repeats, so the next user’s core gets none', () => {
    repeats.asked(send(1), text('m1'));
    repeats.clear();
    assert.deepEqual(calls(), []);
});
