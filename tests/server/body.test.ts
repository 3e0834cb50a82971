// The bounds of bodies and queries, just within and just beyond.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    readHistoryQuery,
    readListQuery,
    readMark,
    readSend,
    readSyncQuery,
} from '../../server/rest/body.ts';
import type { HttpError } from '../../server/rest/errors.ts';

type Fields = Record<string, unknown>;
const asked = (body: unknown, query: Fields = {}, key?: string) => ({
    params: {},
    query,
    body,
    get: () => key,
});
const send = (fields: Fields, key?: string) =>
    readSend(asked({ message: 'Hello', ...fields }, {}, key));

/** Asserts that reading is refused with this status and error, and this explanation if any. */
function assertRefused(read: () => unknown, status: number, error: string, message?: string): void {
    assert.throws(read, (refusal: HttpError) => {
        assert.deepEqual([refusal.status, refusal.error], [status, error]);
        if (message !== undefined) assert.equal(refusal.details.message, message);
        return true;
    });
}
const assertWrong = (read: () => unknown, ...names: string[]) =>
    assertRefused(read, 400, 'Malformed request', `Wrong value: ${names.join(', ')}`);

/** A field whose JSON, with its name, has this many characters. */
const noteOf = (length: number) => ({ note: 'x'.repeat(length - '{"note":""}'.length) });

test('of several texts, message comes before content, and content before text', () => {
    const all = { message: 'one', content: 'two', text: 'three' };
    assert.equal(readSend(asked(all)).text, 'one');
    assert.equal(readSend(asked({ ...all, message: undefined })).text, 'two');
});

test('a text that is too long is refused with the number of characters allowed', () => {
    const read = () => readSend(asked({ message: 'x'.repeat(10_001) }));
    assertRefused(read, 413, 'Message too long', 'At most 10000 characters');
});

test('ids that are null count as none, and empty ones are wrong', () => {
    const { senderId, clientMessageId } = send({ senderId: null, clientMessageId: null });
    assert.deepEqual([senderId, clientMessageId], [null, null]);
    assert.equal(readMark(asked({ messageId: null })).messageId, undefined);
    assert.equal(send({}, '').clientMessageId, null);
    assertWrong(() => send({ clientMessageId: '' }), 'clientMessageId');
    assertWrong(() => readMark(asked({ messageId: '' })), 'messageId');
});

test('an id has at most 128 characters', () => {
    const [longest, longer] = ['x'.repeat(128), 'x'.repeat(129)];
    assert.equal(readMark(asked({ messageId: longest })).messageId, longest);
    assertWrong(() => readMark(asked({ messageId: longer })), 'messageId');
    assert.equal(readListQuery(asked(undefined, { status: longest })).status, longest);
    assertWrong(() => readListQuery(asked(undefined, { status: longer })), 'status');
});

test('an explanation names each wrong field once', () => {
    assertWrong(() => send({ senderId: 7, clientMessageId: 7 }), 'senderId', 'clientMessageId');
    const attachments = [{ url: '' }, { url: '/a', name: 7 }];
    assertWrong(() => send({ attachments }), 'attachments.0.url', 'attachments.1.name');
    // Too long, and no address of a page.
    const twice = [{ url: `javascript:${'x'.repeat(2_000)}` }];
    assertWrong(() => send({ attachments: twice }), 'attachments.0.url');
});

test('an Idempotency-Key that is too long is a wrong value without a field', () => {
    assert.equal(send({}, 'x'.repeat(128)).clientMessageId, 'x'.repeat(128));
    assertRefused(() => send({}, 'x'.repeat(129)), 400, 'Malformed request', 'Wrong value');
});

test('a limit is a whole number from 1, and at most 1,000 messages are returned', () => {
    const read = (limit: string) => readHistoryQuery(asked(undefined, { limit })).limit;
    assert.deepEqual([read('1'), read('1000'), read('1001')], [1, 1000, 1000]);
    for (const wrong of ['0', '1.5', '-1', 'many']) assertWrong(() => read(wrong), 'limit');
    assert.equal(readHistoryQuery(asked(undefined)).limit, 100);
});

test('a list is filtered by what is unread for true and 1, and by no empty status', () => {
    const read = (unreadOnly: string) => readListQuery(asked(undefined, { unreadOnly })).unreadOnly;
    assert.deepEqual(['true', '1', 'false', '0', ''].map(read), [true, true, false, false, false]);
    assertWrong(() => read('yes'), 'unreadOnly');
    assert.deepEqual(readListQuery(asked(undefined, { status: '' })), { unreadOnly: false });
    assert.deepEqual(readSyncQuery(asked(undefined)), {});
});

test('unknown fields have at most 8,000 characters, as JSON', () => {
    assert.deepEqual(send(noteOf(8_000)).extra, noteOf(8_000));
    assertRefused(() => send(noteOf(8_001)), 413, 'Additional fields too long');
});

test('attachments have at most 16,000 characters, which count for themselves', () => {
    const attachmentsOf = (length: number) => {
        const note = 'x'.repeat(length - '[{"url":"/a","note":""}]'.length);
        return { attachments: [{ url: '/a', note }] };
    };
    const right = { ...attachmentsOf(16_000), ...noteOf(8_000) };
    assert.deepEqual(send(right).extra, right);
    assertRefused(() => send(attachmentsOf(16_001)), 413, 'Attachments too long');
    assert.deepEqual(send({ attachments: [] }).extra, {});
});

test('unknown fields are nested in at most 16 levels, and null ends one', () => {
    const nested = (levels: number): unknown => (levels === 0 ? null : { in: nested(levels - 1) });
    assert.deepEqual(send({ note: nested(15) }).extra, { note: nested(15) });
    assertRefused(() => send({ other: 1, note: nested(16) }), 400, 'Malformed body');
});

test('a body that is no object is refused, and none at all is empty', () => {
    for (const body of [[], 'x', 7]) {
        const explanation = 'A JSON object is expected';
        assertRefused(() => readMark(asked(body)), 400, 'Malformed body', explanation);
    }
    for (const body of [undefined, null]) assert.equal(readMark(asked(body)).messageId, undefined);
});
