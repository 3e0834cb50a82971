import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newConversation, newcomer, type Person, startServer } from './support.ts';

const features = ['sync', 'after', 'before', 'idempotency', 'acks'];
let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());
beforeEach(async () => {
    ann = await newcomer(server, { name: 'Ann' });
    ben = await newcomer(server, { name: 'Ben', role: 'supplier', profiles: [{ name: 'Bakery' }] });
    id = await newConversation(server, [ann, ben]);
});

const history = async (query = '') => (await ben.get(`/api/messages/${id}${query}`)).body;
const textsOf = (messages: { text: string }[]) => messages.map((one) => one.text);

async function sendNumbers(count: number): Promise<string[]> {
    const ids = [];
    for (let number = 1; number <= count; number++) {
        ids.push((await ann.send(id, String(number))).body.messageId);
    }
    return ids;
}

describe('sending', () => {
    test('returns 201 with the id and the message with all its field names', async () => {
        const { status, body } = await ann.send(id, 'Hello', { clientMessageId: 'c-1' });
        assert.equal(status, 201);
        assert.deepEqual(body.features, features);
        const { message } = body;
        assert.equal(body.messageId, message.id);
        assert.match(message.id, /^msg_[0-9a-z]{18}$/);
        const time = message.createdAt;
        assert.equal(new Date(time).toISOString(), time);
        assert.deepEqual(message, {
            id: message.id,
            conversationId: id,
            threadId: id,
            clientMessageId: 'c-1',
            seq: 1,
            kind: 'text',
            text: 'Hello',
            message: 'Hello',
            content: 'Hello',
            senderId: ann.id,
            fromUserId: ann.id,
            senderType: 'customer',
            senderRole: 'customer',
            fromRole: 'customer',
            senderName: 'Ann',
            createdAt: time,
            sentAt: time,
            timestamp: time,
            readBy: [ann.id],
            attachments: [],
        });
        assert.deepEqual((await history()).messages, [message]);
    });

    test('old-6A-10: accepts the text as message, content or text', async () => {
        for (const name of ['message', 'content', 'text']) {
            const { status } = await ann.post(`/api/messages/${id}`, { [name]: name });
            assert.equal(status, 201);
        }
        await ann.post(`/api/messages/${id}`, { message: ' ', content: 'not blank' });
        const texts = ['message', 'content', 'text', 'not blank'];
        assert.deepEqual(textsOf((await history()).messages), texts);
    });

    test('stores the text unchanged, including markup and special characters', async () => {
        const text = ' <img src=x onerror="alert(1)"> &amp; \u{1F600}\u202E\r\n\tend ';
        await ann.send(id, text);
        assert.equal((await history()).messages[0].text, text);
    });

    test('replaces NUL and lone surrogates, which databases cannot store', async () => {
        const sent = await ann.send(id, 'a\u0000b\ud800c');
        assert.equal(sent.body.message.text, 'a\ufffdb\ufffdc');
        assert.equal((await history()).messages[0].text, 'a\ufffdb\ufffdc');
    });

    test('rejects missing, blank and non-string text', async () => {
        for (const body of [undefined, {}, { message: '' }, { message: ' \n' }, { message: 7 }]) {
            const { status, body: answer } = await ann.post(`/api/messages/${id}`, body);
            assert.equal(status, 400);
            assert.equal(answer.error, 'Message text required');
        }
        assert.equal((await history()).messages.length, 0);
    });

    test('accepts 10,000 characters and rejects one more', async () => {
        assert.equal((await ann.send(id, '\u0001'.repeat(10_000))).status, 201);
        const { status, body } = await ann.send(id, 'x'.repeat(10_001));
        assert.equal(status, 413);
        assert.equal(body.error, 'Message too long');
    });

    test('old-6C-18: the sender is the session’s user, whatever the body claims', async () => {
        const { body } = await ann.send(id, 'x', {
            senderId: ann.id,
            senderName: 'Somebody else',
            senderType: 'supplier',
            senderRole: 'admin',
            fromUserId: ben.id,
            userId: ben.id,
            sender: { id: ben.id },
        });
        assert.equal(body.message.senderId, ann.id);
        assert.equal(body.message.senderName, 'Ann');
        assert.equal(body.message.fromRole, 'customer');
        assert.equal('userId' in body.message || 'sender' in body.message, false);
    });

    test('returns 409 if senderId is not the session’s user', async () => {
        for (const senderId of [ben.id, 'usr_nobody', '']) {
            const { status, body } = await ann.send(id, 'x', { senderId });
            assert.equal(status, 409);
            assert.equal(typeof body.error, 'string');
        }
        assert.equal((await history()).messages.length, 0);
    });

    test('old-6A-17: a supplier may send a profile id as senderId', async () => {
        const [profile] = await server.accounts.profilesOf(ben.id);
        const { status, body } = await ben.send(id, 'x', { senderId: profile?.id });
        assert.equal(status, 201);
        assert.equal(body.message.senderId, ben.id);
    });

    test('keeps unknown fields, but they do not override canonical ones', async () => {
        const extra = { mood: 'good', nested: { list: [1, null, 'x'] } };
        const forged = { id: 'msg_mine', seq: 99, kind: 'system', createdAt: 'never', readBy: [] };
        const { body } = await ann.send(id, 'x', { ...extra, ...forged });
        const [stored] = (await history()).messages;
        assert.deepEqual(stored, body.message);
        assert.equal(stored.mood, 'good');
        assert.deepEqual(stored.nested, extra.nested);
        assert.equal(stored.seq, 1);
        assert.equal(stored.kind, 'text');
        assert.notEqual(stored.id, 'msg_mine');
    });

    test('keeps attachments and returns them in responses, histories and events', async () => {
        const attachments = [
            { url: 'https://files.example/a%20b.jpg?size=2', name: 'a b.jpg', type: 'image/jpeg' },
            { url: '/files/menu.pdf', size: 31_000, pages: [1, 2] },
        ];
        const wire = await ben.connect();
        const { status, body } = await ann.send(id, 'x', { attachments, mood: 'good' });
        assert.equal(status, 201);
        assert.deepEqual(body.message.attachments, attachments);
        assert.equal(body.message.mood, 'good');
        const [stored] = (await history()).messages;
        assert.deepEqual(stored, body.message);
        const told = (await wire.next('new_message')) as { message: { attachments: unknown } };
        assert.deepEqual(told.message.attachments, attachments);
        for (const none of [null, []]) {
            const { body: plain } = await ann.send(id, 'y', { attachments: none });
            assert.deepEqual(plain.message.attachments, []);
        }
        ben.leave();
    });

    test('rejects invalid attachments and says which field is wrong', async () => {
        const url = '/files/menu.pdf';
        const bad: [attachments: unknown, fault: string][] = [
            ['/files/menu.pdf', 'attachments'],
            [{ 0: { url } }, 'attachments'],
            [Array.from({ length: 11 }, () => ({ url })), 'attachments'],
            [[{ url }, url], 'attachments.1'],
            [[null], 'attachments.0'],
            [[{ name: 'no address' }], 'attachments.0.url'],
            [[{ url: '' }], 'attachments.0.url'],
            [[{ url: 'javascript:alert(1)' }], 'attachments.0.url'],
            [[{ url: ' java\nscript:alert(1)' }], 'attachments.0.url'],
            [[{ url: 'data:text/html,x' }], 'attachments.0.url'],
            [[{ url: 'blob:https://shop.example/1' }], 'attachments.0.url'],
            [[{ url: 'https://' }], 'attachments.0.url'],
            [[{ url: `/${'x'.repeat(2_000)}` }], 'attachments.0.url'],
            [[{ url, href: 'javascript:alert(1)' }], 'attachments.0.href'],
            [[{ url, name: 'x'.repeat(256) }], 'attachments.0.name'],
            [[{ url, type: 7 }], 'attachments.0.type'],
        ];
        for (const [attachments, fault] of bad) {
            const { status, body } = await ann.send(id, 'x', { attachments });
            assert.equal(status, 400, fault);
            assert.equal(body.message, `Wrong value: ${fault}`);
        }
        const long = await ann.send(id, 'x', { attachments: [{ url, note: 'y'.repeat(16_000) }] });
        assert.equal(long.status, 413);
        assert.equal(long.body.error, 'Attachments too long');
        assert.equal((await history()).messages.length, 0);
    });

    test('rejects unknown fields that are too long or too deeply nested', async () => {
        const long = await ann.send(id, 'x', { note: 'y'.repeat(8_000) });
        assert.equal(long.status, 413);
        const hole = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
        for (const deep of [`"note":${hole}`, `"attachments":[{"url":"/a","note":${hole}}]`]) {
            const answer = await ann.call('POST', `/api/messages/${id}`, {
                headers: {
                    'content-type': 'application/json',
                    'x-csrf-token': ann.cookies.get('csrf') ?? '',
                },
                body: `{"message":"x",${deep}}`,
            });
            assert.equal(answer.status, 400);
        }
    });

    test('assigns seq without gaps, even to concurrent messages', async () => {
        const both = Array.from({ length: 40 }, (_, index) =>
            (index % 2 ? ann : ben).send(id, String(index)),
        );
        const answers = await Promise.all(both);
        const seqs = answers.map(({ body }) => body.message.seq).sort((a, b) => a - b);
        assert.deepEqual(
            seqs,
            both.map((_, index) => index + 1),
        );
    });
});

describe('sending again', () => {
    test('the same client id returns 200 and the same message', async () => {
        const first = await ann.send(id, 'once', { clientMessageId: 'c-1' });
        const again = await ann.send(id, 'once, but changed', { clientMessageId: 'c-1' });
        assert.equal(first.status, 201);
        assert.equal(again.status, 200);
        assert.deepEqual(again.body, first.body);
        assert.equal((await history()).messages.length, 1);
    });

    test('concurrent sends with one client id are stored and announced once', async () => {
        const wire = await ben.connect();
        const sends = Array.from({ length: 20 }, () =>
            ann.send(id, 'once', { clientMessageId: 'c-2' }),
        );
        const answers = await Promise.all(sends);
        const created = answers.filter(({ status }) => status === 201);
        assert.equal(created.length, 1);
        assert.equal(new Set(answers.map(({ body }) => body.messageId)).size, 1);
        await wire.next('new_message');
        await wire.quiet();
        assert.equal(wire.count('new_message'), 1);
        assert.equal((await history()).messages.length, 1);
        ben.leave();
    });

    test('the Idempotency-Key header applies if the body has no client id', async () => {
        const path = `/api/messages/${id}`;
        const key = { 'Idempotency-Key': 'k-1' };
        assert.equal((await ann.post(path, { message: 'x' }, key)).status, 201);
        assert.equal((await ann.post(path, { message: 'x' }, key)).status, 200);
        const named = { message: 'x', clientMessageId: 'k-2' };
        assert.equal((await ann.post(path, named, key)).status, 201);
    });

    test('a client id of more than 128 characters is rejected in body and header', async () => {
        const path = `/api/messages/${id}`;
        const [longest, longer] = ['k'.repeat(128), 'k'.repeat(129)];
        for (const [clientMessageId, status] of [
            [longest, 201],
            [longer, 400],
        ] as const) {
            assert.equal((await ann.send(id, 'x', { clientMessageId })).status, status);
            const key = { 'Idempotency-Key': clientMessageId };
            assert.equal((await ben.post(path, { message: 'x' }, key)).status, status);
        }
    });

    test('two senders may use the same client id', async () => {
        assert.equal((await ann.send(id, 'x', { clientMessageId: 'c' })).status, 201);
        assert.equal((await ben.send(id, 'y', { clientMessageId: 'c' })).status, 201);
    });

    test('a client id used in another conversation is rejected without its message', async () => {
        const elsewhere = await newConversation(server, [ann, ben]);
        await ann.send(elsewhere, 'secret', { clientMessageId: 'c' });
        const { status, body } = await ann.send(id, 'x', { clientMessageId: 'c' });
        assert.equal(status, 409);
        assert.doesNotMatch(JSON.stringify(body), /secret/);
    });
});

describe('history', () => {
    test('is sorted oldest first, and has the newest 100 unless a limit is given', async () => {
        const sender = { id: ann.id, role: 'customer', name: 'Ann' };
        for (let number = 1; number <= 130; number++) {
            await server.store.addMessage({ conversationId: id, sender, text: String(number) });
        }
        const newest = await history();
        assert.equal(newest.messages.length, 100);
        assert.equal(newest.messages[0].text, '31');
        assert.equal(newest.messages[99].text, '130');
        assert.equal(newest.hasMore, true);
        assert.equal(typeof newest.cursor, 'string');
        assert.deepEqual(newest.features, features);
        const all = await history('?limit=1000000');
        assert.equal(all.messages.length, 130);
        assert.equal(all.hasMore, false);
    });

    test('has at most 1,000 messages, whatever the limit', async () => {
        const sender = { id: ann.id, role: 'customer', name: 'Ann' };
        const texts = Array.from({ length: 1001 }, (_, index) => String(index));
        await Promise.all(
            texts.map((text) => server.store.addMessage({ conversationId: id, sender, text })),
        );
        const { messages, hasMore } = await history('?limit=1000000');
        assert.equal(messages.length, 1000);
        assert.equal(hasMore, true);
    });

    test('does not set hasMore if it ends exactly at the limit', async () => {
        const ids = await sendNumbers(4);
        for (const query of ['limit=4', `before=${ids[2]}&limit=2`, `after=${ids[1]}&limit=2`]) {
            assert.equal((await history(`?${query}`)).hasMore, false, query);
        }
    });

    test('before returns the page of messages just before the given one', async () => {
        const ids = await sendNumbers(7);
        const page = await history(`?before=${ids[5]}&limit=3`);
        assert.deepEqual(textsOf(page.messages), ['3', '4', '5']);
        assert.equal(page.before, ids[5]);
        assert.equal(page.hasMore, true);
        const last = await history(`?before=${ids[2]}&limit=3`);
        assert.deepEqual(textsOf(last.messages), ['1', '2']);
        assert.equal(last.hasMore, false);
    });

    test('after returns the page of messages just after the given one', async () => {
        const ids = await sendNumbers(7);
        const page = await history(`?after=${ids[1]}&limit=3`);
        assert.deepEqual(textsOf(page.messages), ['3', '4', '5']);
        assert.equal(page.after, ids[1]);
        assert.equal(page.hasMore, true);
        const rest = await history(`?after=${ids[4]}&limit=3`);
        assert.deepEqual(textsOf(rest.messages), ['6', '7']);
        assert.equal(rest.hasMore, false);
        const nothing = await history(`?after=${ids[6]}`);
        assert.deepEqual(nothing.messages, []);
        assert.equal(nothing.after, ids[6]);
    });

    test('an unknown or foreign bound returns the full list without an echo', async () => {
        await sendNumbers(2);
        const elsewhere = await newConversation(server, [ann, ben]);
        const foreign = (await ann.send(elsewhere, 'x')).body.messageId;
        for (const bound of ['msg_nothing', foreign, '', 'a b/c%']) {
            for (const name of ['after', 'before']) {
                const body = await history(`?${name}=${encodeURIComponent(bound)}`);
                assert.deepEqual(textsOf(body.messages), ['1', '2']);
                assert.equal(name in body, false);
            }
        }
    });

    test('readBy lists the sender and everybody who has read the message', async () => {
        const [first, second] = await sendNumbers(2);
        await ben.post(`/api/messages/${id}/read`, { messageId: first });
        const { messages } = await history();
        assert.deepEqual(messages[0].readBy, [ann.id, ben.id]);
        assert.deepEqual(messages[1].readBy, [ann.id]);
        assert.equal(messages[1].id, second);
    });

    test('an id with reserved characters works when it is encoded', async () => {
        const odd = 'thd_a/b?c=d&e #%';
        await newConversation(server, [ann, ben], { id: odd });
        const path = encodeURIComponent(odd);
        assert.equal((await ann.send(path, 'x')).status, 201);
        assert.equal((await ben.get(`/api/messages/${path}`)).body.messages.length, 1);
    });
});
