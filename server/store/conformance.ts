// Tests an implementation for the promises of store.ts, with Node's test runner. Call this in a
// test file:
//
//     storeConformance('my store', async () => ({ store, close }));

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Change, NewMessage, Store } from './store.ts';

export interface StorePair {
    store: Store;
    /**
     * The same data through separate connections, as another process would have. Leave it out if
     * the store supports only one process.
     */
    sibling?: Store;
    /** Called after the last test. */
    close(): Promise<void>;
}

const patienceMs = 5000;
const people = ['customer', 'supplier'].map((role) => ({
    userId: `usr_${role}`,
    profileId: role === 'supplier' ? 'sup_one' : null,
    role,
    name: role,
}));

/** Declares the tests. `open` is called once and returns an empty store. */
export function storeConformance(name: string, open: () => Promise<StorePair>): void {
    describe(name, () => {
        let pair: Required<StorePair>;
        before(async () => {
            const opened = await open();
            pair = { sibling: opened.store, ...opened };
        });
        after(() => pair.close());
        ordering(() => pair);
        repeats(() => pair);
        reading(() => pair);
        following(() => pair);
        content(() => pair);
        listing(() => pair);
    });
}

type Pair = () => Required<StorePair>;

async function conversationIn(store: Store): Promise<string> {
    const created = await store.createConversation({ subject: 'Flowers', participants: people });
    return created.id;
}

function messageTo(conversationId: string, fields: Partial<NewMessage> = {}): NewMessage {
    const sender = { id: 'usr_customer', role: 'customer', name: 'customer' };
    return { conversationId, sender, text: 'Hello', ...fields };
}

const times = (count: number) => Array.from({ length: count }, (_value, index) => index);

function ordering(pair: Pair): void {
    test('messages of a conversation are numbered 1, 2, 3', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        for (const seq of [1, 2, 3]) {
            const { message } = await store.addMessage(messageTo(id));
            assert.equal(message.seq, seq);
        }
        assert.equal((await store.conversation(id))?.lastSeq, 3);
    });

    test('concurrent sends over two connections are numbered without gap or duplicate', async () => {
        const { store, sibling } = pair();
        const ids = [await conversationIn(store), await conversationIn(store)];
        const sends = times(100).flatMap((index) =>
            ids.map((id) => (index % 2 === 0 ? store : sibling).addMessage(messageTo(id))),
        );
        await Promise.all(sends);
        for (const id of ids) {
            const { messages } = await sibling.history(id, { limit: 1000 });
            const seqs = messages.map((message) => message.seq);
            assert.deepEqual(
                seqs,
                times(100).map((index) => index + 1),
            );
        }
    });

    test('a message to an unknown conversation is an error and stores nothing', async () => {
        const { store } = pair();
        const before = await store.cursor();
        await assert.rejects(store.addMessage(messageTo('thd_none')));
        assert.deepEqual(await changesAfter(store, before, 0), []);
    });

    test('messages sent together each get a time of their own', async () => {
        const { store } = pair();
        const ids = [await conversationIn(store), await conversationIn(store)];
        const sends = ids.map((id, index) => messageTo(id, { createdAt: 1000 + index }));
        const results = await Promise.all(sends.map((send) => store.addMessage(send)));
        const created = results.map(({ message }) => message.createdAt);
        assert.deepEqual(created, [1000, 1001]);
    });

    test('a message that cannot be stored does not affect those sent with it', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const sends = [id, 'thd_none', id, id].map((one) => store.addMessage(messageTo(one)));
        const results = await Promise.allSettled(sends);
        const seqs = results.map((one) => (one.status === 'fulfilled' ? one.value.message.seq : 0));
        assert.equal(seqs[1], 0);
        assert.deepEqual(seqs.toSorted(), [0, 1, 2, 3]);
    });
}

function repeats(pair: Pair): void {
    test('concurrent copies of one send are stored once', async () => {
        const { store, sibling } = pair();
        const id = await conversationIn(store);
        const send = messageTo(id, { clientMessageId: 'once' });
        const results = await Promise.all(
            times(40).map((index) => (index % 2 === 0 ? store : sibling).addMessage(send)),
        );
        assert.equal(results.filter((result) => result.stored).length, 1);
        assert.equal(new Set(results.map((result) => result.message.id)).size, 1);
        const next = await store.addMessage(messageTo(id));
        assert.equal(next.message.seq, 2);
        assert.equal((await store.conversation(id))?.participants[1]?.unread, 2);
    });

    test('a client id used in two conversations at once is stored in one of them', async () => {
        const { store, sibling } = pair();
        const ids = [await conversationIn(store), await conversationIn(store)];
        const results = await Promise.all(
            ids.map((id, index) =>
                (index === 0 ? store : sibling).addMessage(
                    messageTo(id, { clientMessageId: 'elsewhere' }),
                ),
            ),
        );
        assert.equal(results.filter((result) => result.stored).length, 1);
        assert.equal(results[0]?.message.id, results[1]?.message.id);
    });

    test('a client id with characters that databases refuse is still recognized', async () => {
        const { store } = pair();
        const send = messageTo(await conversationIn(store), { clientMessageId: 'a\0 \ud800' });
        const first = await store.addMessage(send);
        const second = await store.addMessage(send);
        assert.deepEqual([first.stored, second.stored], [true, false]);
        assert.equal(second.message.id, first.message.id);
    });

    test('sends without a client id are separate messages', async () => {
        const { store } = pair();
        const send = messageTo(await conversationIn(store));
        for (const _ of times(2)) assert.equal((await store.addMessage(send)).stored, true);
    });

    test('two senders can use the same client id', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const sender = { id: 'usr_supplier', role: 'supplier', name: 'supplier' };
        await store.addMessage(messageTo(id, { clientMessageId: 'mine' }));
        const { stored } = await store.addMessage(
            messageTo(id, { clientMessageId: 'mine', sender }),
        );
        assert.equal(stored, true);
    });
}

function reading(pair: Pair): void {
    test('a read mark only moves forward', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const sent = [];
        for (const _ of times(3)) sent.push((await store.addMessage(messageTo(id))).message.id);
        const whole = await store.markRead(id, 'usr_supplier', sent[1]);
        assert.deepEqual(whole?.markedRead, 2);
        const back = await store.markRead(id, 'usr_supplier', sent[0]);
        assert.equal(back?.markedRead, 0);
        const [, supplier] = (await store.conversation(id))?.participants ?? [];
        assert.deepEqual([supplier?.lastReadSeq, supplier?.unread], [2, 1]);
        assert.equal(await store.markRead(id, 'usr_supplier', 'msg_none'), null);
    });

    test('a user’s own messages are never unread to him', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const unread = async () => {
            const { participants = [] } = (await store.conversation(id)) ?? {};
            return participants.map((one) => one.unread);
        };
        const sent = [];
        for (const _ of times(3)) sent.push((await store.addMessage(messageTo(id))).message.id);
        assert.deepEqual(await unread(), [0, 3]);
        const sender = { id: 'usr_supplier', role: 'supplier', name: 'supplier' };
        await store.addMessage(messageTo(id, { sender }));
        await store.markRead(id, 'usr_supplier', sent[0]);
        assert.deepEqual(await unread(), [1, 2]);
    });

    test('the unread count is right when messages arrive during a read', async () => {
        const { store, sibling } = pair();
        const id = await conversationIn(store);
        const work = times(60).map((index) =>
            index % 3 === 0
                ? sibling.markRead(id, 'usr_supplier')
                : (index % 3 === 1 ? store : sibling).addMessage(messageTo(id)),
        );
        await Promise.all(work);
        const [, supplier] = (await store.conversation(id))?.participants ?? [];
        assert.equal(supplier?.unread, 40 - (supplier?.lastReadSeq ?? 0));
        await store.markRead(id, 'usr_supplier');
        assert.equal((await store.conversation(id))?.participants[1]?.unread, 0);
    });
}

/** At least `count` changes after the cursor, waiting for those still pending. */
async function changesAfter(store: Store, cursor: string, count: number): Promise<Change[]> {
    const found: Change[] = [];
    let position = cursor;
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(2)) {
        const batch = await store.changesSince(position, 7);
        assert.ok(batch, 'the cursor is known');
        found.push(...batch.changes);
        position = batch.cursor;
        if (!batch.more && !batch.pending && found.length >= count) break;
    }
    return found;
}

function following(pair: Pair): void {
    test('a reader of changes gets each message of many writers once', async () => {
        const { store, sibling } = pair();
        const ids = await Promise.all(times(4).map(() => conversationIn(store)));
        const start = await store.cursor();
        const sends = times(120).map((index) =>
            (index % 2 === 0 ? store : sibling).addMessage(messageTo(ids[index % 4] ?? '')),
        );
        const told: string[] = [];
        let position = start;
        for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(1)) {
            const batch = await store.changesSince(position, 7);
            assert.ok(batch);
            for (const change of batch.changes) {
                if (change.kind === 'message') told.push(change.message.id);
            }
            position = batch.cursor;
            if (told.length >= sends.length) break;
        }
        const sent = (await Promise.all(sends)).map((result) => result.message.id);
        assert.deepEqual([...told].sort(), [...sent].sort());
    });

    test('a foreign, future or malformed cursor is refused', async () => {
        const { store } = pair();
        const [epoch = '', ...numbers] = (await store.cursor()).split('.');
        const later = numbers.map(() => 'zzzzzzz').join('.');
        for (const cursor of [
            '',
            'x',
            `other.${numbers.join('.')}`,
            `${epoch}.${later}`,
            `${epoch}.-`,
        ]) {
            assert.equal(await store.changesSince(cursor, 10), null, cursor);
        }
    });

    test('a moved read mark is a change, and only its latest position is kept', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const start = await store.cursor();
        const { message } = await store.addMessage(messageTo(id));
        await store.markRead(id, 'usr_supplier');
        const between = await store.cursor();
        const last = (await store.addMessage(messageTo(id))).message;
        await store.addMessage(messageTo(id));
        for (const one of [last, last, message]) await store.markRead(id, 'usr_supplier', one.id);
        const mark = { kind: 'read', conversationId: id, userId: 'usr_supplier' };
        for (const [cursor, count] of Object.entries({ [start]: 4, [between]: 3 })) {
            const changes = await changesAfter(store, cursor, count);
            assert.deepEqual(changes.slice(count - 1), [{ ...mark, messageId: last.id }]);
        }
        const end = await store.cursor();
        await store.markRead(id, 'usr_supplier', last.id);
        assert.deepEqual(await changesAfter(store, end, 0), []);
    });

    test('exactly as many changes as the limit leave no more', async () => {
        const { store } = pair();
        const start = await store.cursor();
        const id = await conversationIn(store);
        await store.addMessage(messageTo(id));
        assert.equal((await changesAfter(store, start, 2)).length, 2);
        assert.equal((await store.changesSince(start, 2))?.more, false);
    });

    test('a user gets the changes of his own conversations only', async () => {
        const { store } = pair();
        const start = await store.cursor();
        const id = await conversationIn(store);
        await store.addMessage(messageTo(id));
        assert.equal((await changesAfter(store, start, 2)).length, 2);
        const stranger = await store.changesSince(start, 10, 'usr_stranger');
        assert.deepEqual(stranger?.changes, []);
    });
}

function content(pair: Pair): void {
    test('texts are returned unchanged, but for what databases refuse', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const text = 'a\0b \ud800 \u{1F600} "\'\\';
        const extra = { deep: [{ nul: '\0' }] };
        await store.addMessage(messageTo(id, { text, extra, createdAt: 4_102_444_800_000 }));
        const [message] = (await store.history(id, { limit: 10 })).messages;
        assert.equal(message?.text, 'a\ufffdb \ufffd \u{1F600} "\'\\');
        assert.deepEqual(message?.extra, extra);
        assert.equal(message?.createdAt, 4_102_444_800_000);
        assert.equal(await store.conversation('no\0such'), null);
    });

    test('a history can be paged in both directions', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        const sent: string[] = [];
        for (const _ of times(5)) sent.push((await store.addMessage(messageTo(id))).message.id);
        const ids = async (request: object) => {
            const { messages, hasMore } = await store.history(id, { limit: 2, ...request });
            return [messages.map((message) => sent.indexOf(message.id) + 1), hasMore];
        };
        assert.deepEqual(await ids({}), [[4, 5], true]);
        assert.deepEqual(await ids({ before: sent[3] }), [[2, 3], true]);
        assert.deepEqual(await ids({ after: sent[0] }), [[2, 3], true]);
        assert.deepEqual(await ids({ after: sent[3] }), [[5], false]);
        assert.deepEqual(await ids({ before: sent[2] }), [[1, 2], false]);
        assert.deepEqual(await ids({ after: sent[2] }), [[4, 5], false]);
    });

    test('a history confirms a bound only if it is a message of the same conversation', async () => {
        const { store } = pair();
        const [id, other] = [await conversationIn(store), await conversationIn(store)];
        const own = (await store.addMessage(messageTo(id))).message.id;
        const foreign = (await store.addMessage(messageTo(other))).message.id;
        for (const bound of ['after', 'before'] as const) {
            const known = await store.history(id, { limit: 9, [bound]: own });
            assert.deepEqual([known[bound], known.messages], [own, []]);
            const { messages, ...rest } = await store.history(id, { limit: 9, [bound]: foreign });
            assert.deepEqual([messages.map((one) => one.id), bound in rest], [[own], false]);
        }
    });
}

function listing(pair: Pair): void {
    test('a conversation id in use creates no second conversation', async () => {
        const { store } = pair();
        const id = await conversationIn(store);
        await assert.rejects(store.createConversation({ id, subject: '', participants: [] }));
        assert.equal((await store.conversation(id))?.subject, 'Flowers');
    });

    test('filters by ids and status return only the user’s conversations', async () => {
        const { store } = pair();
        const [open, other] = [await conversationIn(store), await conversationIn(store)];
        const closed = { subject: 'Flowers', participants: people, status: 'closed' };
        const ids = [open, (await store.createConversation(closed)).id];
        const found = async (userId: string, filter: object) =>
            (await store.conversationsOf(userId, filter)).map((one) => one.id);
        assert.deepEqual((await found('usr_customer', { ids })).sort(), [...ids].sort());
        assert.deepEqual(await found('usr_customer', { ids, status: 'open' }), [open]);
        assert.deepEqual(await found('usr_stranger', { ids: [open, other] }), []);
    });

    test('a user’s conversations are listed newest first and add up to his unread count', async () => {
        const { store } = pair();
        const other = { userId: 'usr_other', profileId: null, role: 'customer', name: 'other' };
        const sender = { id: 'usr_supplier', role: 'supplier', name: 'supplier' };
        const made: string[] = [];
        for (const createdAt of [1000, 3000, 2000]) {
            const given = { participants: [other, ...people], createdAt: 500 };
            const { id } = await store.createConversation({ subject: String(createdAt), ...given });
            await store.addMessage(messageTo(id, { sender, createdAt }));
            made.push(id);
        }
        const list = await store.conversationsOf('usr_other');
        assert.deepEqual(
            list.map((one) => one.subject),
            ['3000', '2000', '1000'],
        );
        assert.equal(await store.unreadOf('usr_other'), 3);
        await store.markRead(made[0] ?? '', 'usr_other');
        const unread = await store.conversationsOf('usr_other', { unreadOnly: true });
        assert.equal(unread.length, 2);
        assert.equal(await store.unreadOf('usr_other'), 2);
        assert.equal(await store.unreadOf('usr_nobody'), 0);
    });
}
