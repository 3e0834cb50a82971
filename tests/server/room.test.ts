// Responses that would be longer than clients take are ended early.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { responseLengthMax, thatFit } from '../../server/rest/room.ts';
import { newConversation, newcomer, type Person, startServer } from './support.ts';

let server: ReferenceServer;
let ann: Person;
let id: string;
let cursor: string;
const count = 40;
before(async () => {
    server = await startServer(null);
    ann = await newcomer(server);
    id = await newConversation(server, [ann, await newcomer(server)]);
    cursor = await server.store.cursor();
    for (let number = 0; number < count; number++) {
        await server.store.addMessage({
            conversationId: id,
            sender: { id: ann.id, role: 'customer', name: 'Ann' },
            // The text with the longest JSON, which a message has three times.
            text: '\u0001'.repeat(9999),
        });
    }
});
after(() => server.close());

type Page = { messages: { id: string; seq: number }[]; hasMore: boolean; cursor: string };

async function fetched(query: string): Promise<Page> {
    const { status, body } = await ann.get(`/api/messages/${query}`);
    assert.equal(status, 200);
    assert.ok(JSON.stringify(body).length < responseLengthMax * 1.1);
    return body as unknown as Page;
}

const seqs = ({ messages }: Page) => messages.map(({ seq }) => seq);

test('the newest messages that fit are returned, and the others page by page', async () => {
    const newest = await fetched(`${id}?limit=100`);
    assert.equal(newest.hasMore, true);
    assert.equal(seqs(newest).at(-1), count);
    let page = newest;
    let all = seqs(newest);
    while (page.hasMore) {
        page = await fetched(`${id}?limit=100&before=${page.messages[0]?.id}`);
        all = [...seqs(page), ...all];
    }
    assert.deepEqual(
        all,
        Array.from({ length: count }, (_, index) => index + 1),
    );
});

test('a client that is behind gets the oldest that fit first', async () => {
    const [first] = (await fetched(`${id}?limit=100&before=${await idOf(2)}`)).messages;
    let page = await fetched(`${id}?limit=100&after=${first?.id}`);
    let all = seqs(page);
    assert.equal(page.hasMore, true);
    while (page.hasMore) {
        page = await fetched(`${id}?limit=100&after=${page.messages.at(-1)?.id}`);
        all = [...all, ...seqs(page)];
    }
    assert.deepEqual(
        all,
        Array.from({ length: count - 1 }, (_, index) => index + 2),
    );
});

test('a client that is behind an unknown message gets the newest that fit', async () => {
    const page = await fetched(`${id}?limit=100&after=msg_unknown`);
    assert.equal(page.hasMore, true);
    assert.equal(seqs(page).at(-1), count);
});

async function idOf(seq: number): Promise<string> {
    const { messages } = await server.store.history(id, { limit: count });
    return messages.find((one) => one.seq === seq)?.id ?? '';
}

test('the change feed is handed out in parts that fit', async () => {
    let all: number[] = [];
    let parts = 0;
    for (let more = true, since = cursor; more; parts++) {
        const { body } = await ann.get(`/api/messages/sync?since=${since}`);
        const page = body as unknown as Page & { more: boolean };
        assert.ok(JSON.stringify(body).length < responseLengthMax * 1.1);
        all = [...all, ...seqs(page)];
        ({ more, cursor: since } = page);
    }
    assert.ok(parts > 1);
    assert.deepEqual(
        all,
        Array.from({ length: count }, (_, index) => index + 1),
    );
});

test('one that is too long for itself is returned all the same', () => {
    const long = 'x'.repeat(responseLengthMax + 1);
    assert.deepEqual(thatFit([long, 'y'], false), [long]);
    assert.deepEqual(thatFit(['y', long], true), [long]);
    assert.deepEqual(thatFit([], true), []);
});
