// What a page gets from the effects of a core: lists, server events and answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turns } from 'node:timers/promises';
import type { PageEffect } from '../../bindings/host.ts';
import type { Change } from '../../bindings/protocol.ts';
import type { ConversationObject, MessageObject } from '../../web/types.ts';
import { start } from './told_page.ts';

const messages = (...changes: Change[]): PageEffect => ({
    type: 'Messages',
    conversationId: 'c1',
    hasOlder: true,
    changes,
});
const conversations = (...changes: Change[]): PageEffect => ({ type: 'Conversations', changes });

/** The lists that a page gets if it follows the messages of `c1`. */
function follow({ system, link, effects }: ReturnType<typeof start>): MessageObject[][] {
    const lists: MessageObject[][] = [];
    link.start = async () => {};
    system.listenToMessages('c1', (list) => lists.push(list));
    effects.begin('c1');
    return lists;
}

/** The lists of conversations that a page gets. */
function followConversations({ system, link }: ReturnType<typeof start>): ConversationObject[][] {
    const lists: ConversationObject[][] = [];
    link.start = async () => {};
    system.listenToUserConversations('u1', 'customer', (list) => lists.push(list));
    return lists;
}

test('a list of messages is made from the documents that its changes refer to', async () => {
    const begun = start();
    const lists = follow(begun);
    const document = { messages: [{ text: 'one' }, { text: 'two' }] };
    begun.tell(
        messages(
            ['insert', 0, { id: 'm1' }, ['messages', 0]],
            ['insert', 1, { id: 'm2' }, ['messages', 1]],
        ),
        document,
    );
    await turns();
    begun.tell(messages(['remove', 0], ['patch', 0, { id: 'm3', state: 'sent' }]));
    await turns();
    assert.deepEqual(
        lists.map((list) => list.map(({ id, text, conversationId }) => [id, text, conversationId])),
        [
            [
                ['m1', 'one', 'c1'],
                ['m2', 'two', 'c1'],
            ],
            [['m3', 'two', 'c1']],
        ],
    );
});

test('an own message gets the page’s own text and the current time', async () => {
    const begun = start();
    const lists = follow(begun);
    const entry = { id: 'cm1', state: 'pending', clientMessageId: 'cm1' } as const;
    begun.tell(messages(['insert', 0, entry, { text: 1 }]), null, ['', '{"message":"mine"}']);
    await turns();
    const [message] = lists[0] ?? [];
    assert.deepEqual([message?.text, message?.state], ['mine', 'pending']);
    assert.ok(Math.abs(Date.now() - Date.parse(message?.createdAt ?? '')) < 10_000);
});

test('an own message keeps the time that the page gave it', async () => {
    const begun = start();
    const lists = follow(begun);
    const createdAt = '2026-01-02T03:04:05.000Z';
    const text = JSON.stringify({ message: 'mine', createdAt });
    begun.tell(messages(['insert', 0, { id: 'cm1' }, { text: 0 }]), null, [text]);
    await turns();
    assert.equal(lists[0]?.[0]?.createdAt, createdAt);
});

test('a list that has ended is not delivered', async () => {
    const begun = start();
    const lists = follow(begun);
    begun.effects.end('c1');
    begun.tell(messages(['insert', 0, { id: 'm1' }, []]), {});
    await turns();
    assert.deepEqual(lists, []);
});

test('a list that begins again is empty', async () => {
    const begun = start();
    const lists = follow(begun);
    begun.tell(messages(['insert', 0, { id: 'm1' }, []]), {});
    begun.effects.begin('c1');
    begun.tell(messages());
    await turns();
    assert.deepEqual(lists, [[]]);
});

test('conversations show their newest message and this user’s unread count', async () => {
    const { system, link, tell } = start();
    link.start = async () => {};
    link.userId = 'u1';
    const lists: ConversationObject[][] = [];
    system.listenToUserConversations('u1', 'customer', (list) => lists.push(list));
    const document = { list: [{ id: 'c1', lastMessage: 'old', unread: { u1: 2 } }], text: 'new' };
    const changes = [['insert', 0, { id: 'c1', lastMessage: [] }, ['list', 0]]] as never;
    tell({ type: 'Conversations', changes }, document);
    await turns();
    assert.deepEqual(
        lists[0]?.map(({ id, lastMessage, unreadCount }) => [id, lastMessage, unreadCount]),
        [['c1', 'new', 2]],
    );
});

test('a new message changes the preview and the time of its conversation', async () => {
    const begun = start();
    const lists = followConversations(begun);
    begun.tell(conversations(['insert', 0, { id: 'c1' }, []]), { lastMessage: 'old' });
    const patch: Change = ['patch', 0, { id: 'c1', lastMessage: ['message'] }];
    begun.tell(conversations(patch), { message: { text: 'new', createdAt: '2026-01-02' } });
    await turns();
    const [conversation] = lists[0] ?? [];
    assert.deepEqual(
        [conversation?.lastMessage, conversation?.lastMessageTime],
        ['new', '2026-01-02'],
    );
});

test('a list of conversations that begins again is empty', async () => {
    const begun = start();
    const lists = followConversations(begun);
    begun.tell(conversations(['insert', 0, { id: 'c1' }, []]), {});
    begun.effects.begin(null);
    begun.tell(conversations());
    await turns();
    assert.deepEqual(lists, [[]]);
});

test('conversations that come after the last callback has ended reach no later one', async () => {
    const begun = start();
    begun.link.start = async () => {};
    begun.system.listenToUserConversations('u1', 'customer', () => {})();
    begun.tell(conversations(['insert', 0, { id: 'c1' }, []]), {});
    const lists = followConversations(begun);
    await turns();
    assert.deepEqual(lists, []);
});

test('a snapshot of the conversations has all of them, even if there are none', () => {
    const { effects, tell } = start();
    effects.begin(null);
    assert.equal(effects.snapshot(null), null);
    tell(conversations());
    assert.deepEqual(effects.snapshot(null)?.effect, conversations(['clear']));
    tell(conversations(['insert', 0, { id: 'c1' }, []]), { subject: 'one' });
    const { effect, json } = effects.snapshot(null) ?? assert.fail('no copy');
    assert.deepEqual(
        JSON.parse(JSON.stringify(effect)),
        conversations(['clear'], ['insert', 0, { id: 'c1' }, [0]]),
    );
    assert.equal(JSON.parse(json)[0].subject, 'one');
});

test('a snapshot for another tab is one effect that rebuilds the list', () => {
    const begun = start();
    assert.equal(begun.effects.snapshot('c1'), null);
    begun.effects.begin('c1');
    assert.equal(begun.effects.snapshot('c1'), null);
    const entry = { id: 'm1', clientMessageId: 'cm1', state: 'sent' } as const;
    begun.tell(messages(['insert', 0, entry, []]), { text: 'one' });
    begun.tell(messages(['insert', 1, { id: 'm2', state: 'sent' }, []]), { text: 'two' });
    const { effect, json } = begun.effects.snapshot('c1') ?? assert.fail('no copy');
    assert.deepEqual(effect, {
        type: 'Messages',
        conversationId: 'c1',
        hasOlder: true,
        changes: [
            ['clear'],
            ['insert', 0, entry, [0]],
            ['insert', 1, { id: 'm2', state: 'sent' }, [1]],
        ],
    });
    assert.deepEqual(
        JSON.parse(json).map(({ text }: { text: string }) => text),
        ['one', 'two'],
    );
});

test('the unread count reaches the system and its followers', async () => {
    const { system, link, tell } = start();
    link.start = async () => {};
    const counts: number[] = [];
    system.listenToUnreadCount('', '', (count) => counts.push(count));
    tell({ type: 'Unread', count: 4 });
    await turns();
    assert.deepEqual([counts, system.lastUnreadCount], [[4], 4]);
});

test('an unread count that only another tab follows is not given to a later follower', async () => {
    const { system, link, tell } = start();
    link.start = async () => {};
    tell({ type: 'Unread', count: 3 });
    const counts: number[] = [];
    system.listenToUnreadCount('', '', (count) => counts.push(count));
    await turns();
    tell({ type: 'Unread', count: 4 });
    await turns();
    assert.deepEqual(counts, [4]);
});

test('an event reaches all its listeners, and an error of one is thrown in a timer', async (t) => {
    const faults: unknown[] = [];
    t.mock.method(globalThis, 'setTimeout', (work: () => void) => {
        try {
            work();
        } catch (error) {
            faults.push(error);
        }
    });
    const { tell, listen } = start();
    const heard: unknown[] = [];
    const socket = listen();
    socket.on('news', () => {
        throw new Error('page');
    });
    socket.on('news', (...args) => heard.push(args));
    socket.on('other', () => assert.fail('another event'));
    tell({ type: 'Event', socket: 1, attachments: [] }, ['news', 1, { a: 2 }]);
    assert.deepEqual(heard, [[1, { a: 2 }]]);
    assert.deepEqual(faults.map(String), ['Error: page']);
});

test('the bytes of an event replace their placeholders', () => {
    const { attachments, tell, listen } = start();
    const heard: unknown[] = [];
    listen().on('file', (...args) => heard.push(...args));
    const bytes = new Uint8Array([1, 2]).buffer;
    const attached = [attachments.add(bytes)];
    const place = { _placeholder: true, num: 0 };
    const packet = JSON.stringify(['file', { of: place }]);
    tell({ type: 'Event', socket: 1, attachments: attached, text: 1 }, null, ['', packet]);
    assert.deepEqual(heard, [{ of: bytes }]);
});

test('an event is acknowledged once', () => {
    const { acknowledged, tell, listen } = start();
    listen().on('ask', (_question, answer) => {
        answer('yes', 1);
        answer('no');
    });
    tell({ type: 'Event', socket: 5, attachments: [], ack: 7 }, ['ask', '?']);
    assert.deepEqual(acknowledged, [[5, 7, ['yes', 1]]]);
});

test('an answer resolves its call with a value or a part of the document', async () => {
    const { link, tell, ask } = start();
    const value = ask({ type: 'Fetch', call: 1, what: 'unread' });
    const found = ask({ type: 'Fetch', call: 2, what: 'unread' });
    tell({ type: 'Settle', call: 1, ok: true, value: 0 });
    tell({ type: 'Settle', call: 2, ok: true, from: ['count'] }, { count: 3 });
    assert.deepEqual([await value, await found], [0, 3]);
    assert.equal(link.pending.size, 0);
});

test('fetched lists contain page objects, and a missing list is empty', async () => {
    const { link, tell, ask } = start();
    link.userId = 'u1';
    const list = { type: 'Fetch', userId: 'u1', userType: 'customer' } as const;
    const conversations = ask({ ...list, call: 1, what: 'conversations' });
    const fetched = ask({ type: 'Fetch', call: 2, what: 'messages', conversationId: 'c1' });
    const none = ask({ type: 'Fetch', call: 3, what: 'messages', conversationId: 'c1' });
    tell({ type: 'Settle', call: 1, ok: true, from: [] }, [{ _id: 'c1', unread: { u1: 2 } }]);
    tell({ type: 'Settle', call: 2, ok: true, from: ['items'] }, { items: [{ body: 'one' }] });
    tell({ type: 'Settle', call: 3, ok: true, from: ['items'] }, {});
    const [conversation] = (await conversations) as ConversationObject[];
    assert.deepEqual([conversation?.id, conversation?.unreadCount], ['c1', 2]);
    const [message] = (await fetched) as MessageObject[];
    assert.deepEqual([message?.text, message?.conversationId], ['one', 'c1']);
    assert.deepEqual(await none, []);
});

test('an acknowledgement resolves as an array of its arguments, with their bytes', async () => {
    const { attachments, tell, ask } = start();
    const answers = [1, 2, 3].map((call) => ask({ type: 'Emit', call, attachments: [] }));
    const bytes = new Uint8Array([1]).buffer;
    tell({ type: 'Settle', call: 1, ok: true }, ['a', 1]);
    tell({ type: 'Settle', call: 2, ok: true, from: [1] }, [0, ['b']]);
    const text = JSON.stringify([{ _placeholder: true, num: 0 }]);
    const attached = { text: 1, attachments: [attachments.add(bytes)] };
    tell({ type: 'Settle', call: 3, ok: true, ...attached }, null, ['', text]);
    assert.deepEqual(await Promise.all(answers), [['a', 1], ['b'], [bytes]]);
});

test('LoadOlder resolves with whether there are more messages', async () => {
    const begun = start();
    const answers = [1, 2].map((call) =>
        begun.ask({ type: 'LoadOlder', call, conversationId: 'c1' }),
    );
    begun.effects.begin('c1');
    begun.tell(messages());
    begun.tell({ type: 'Settle', call: 1, ok: true });
    begun.tell({ type: 'Settle', call: 2, ok: true, value: false });
    assert.deepEqual(await Promise.all(answers), [true, false]);
});

test('LoadOlder of a list that is not there resolves with false', async () => {
    const { tell, ask } = start();
    const answer = ask({ type: 'LoadOlder', call: 1, conversationId: 'c1' });
    tell({ type: 'Settle', call: 1, ok: true });
    assert.equal(await answer, false);
});

test('a refused call rejects with its code, status and message, and is forgotten', async () => {
    const { link, tell, ask } = start();
    const error = { code: 'refused', status: 403, message: '', retryable: false } as const;
    const sending = ask({ type: 'SendMessage', call: 1, conversationId: 'c1' });
    const asking = ask({ type: 'Fetch', call: 2, what: 'unread' });
    const saying = ask({ type: 'Fetch', call: 3, what: 'unread' });
    for (const call of [1, 2]) tell({ type: 'Settle', call, ok: false, error });
    tell({ type: 'Settle', call: 3, ok: false, error: { ...error, message: 'Not yours' } });
    const known = { code: 'refused', status: 403, retryable: false };
    await assert.rejects(sending, { ...known, message: 'Failed to send message' });
    await assert.rejects(asking, { ...known, message: 'refused' });
    await assert.rejects(saying, { ...known, message: 'Not yours' });
    assert.equal(link.pending.size, 0);
});
