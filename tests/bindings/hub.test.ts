// One core for the pages of several tabs.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Attachments } from '../../bindings/attachments.ts';
import type { Host, PageEffect } from '../../bindings/host.ts';
import { Hub, type List, type Seat } from '../../bindings/hub.ts';
import type { Input } from '../../bindings/protocol.ts';
import { type Turn, turnOf } from '../../bindings/turn.ts';

/** Records its inputs. */
class NotingCore implements Host {
    readonly attachments = new Attachments();
    readonly inputs: Input[] = [];
    readonly texts: string[] = [];
    ends = 0;

    constructor(readonly effect: (effect: PageEffect, turn: Turn) => void) {}

    feed(input: Input, text: string): void {
        this.inputs.push(input);
        this.texts.push(text);
    }

    destroy(): void {
        this.ends += 1;
    }

    take(): string[] {
        return this.inputs.splice(0).map(({ type }) => type);
    }
}

class NotingSeat implements Seat {
    readonly seen: PageEffect[] = [];
    /** The documents that the effects point into. */
    readonly documents: string[] = [];
    readonly begun: List[] = [];
    refusals = 0;

    execute(effect: PageEffect, turn: Turn): void {
        this.seen.push(effect);
        this.documents.push(turn.json());
    }

    begin(list: List): void {
        this.begun.push(list);
    }

    refuse(): void {
        this.refusals += 1;
    }

    take(): string[] {
        return this.seen.splice(0).map(({ type }) => type);
    }
}

const turn = turnOf(
    () => '{"told":1}',
    () => '',
);
const filled = new Set<List>();
const copies = {
    begin: (list: List) => void filled.delete(list),
    end: (list: List) => void filled.delete(list),
    snapshot: (list: List) => {
        if (!filled.has(list)) return null;
        const effect: PageEffect = { type: 'Conversations', changes: [['clear']] };
        return { effect, json: '["kept"]' };
    },
};

let core: NotingCore;
let own: NotingSeat;
let other: NotingSeat;
let hub: Hub;

beforeEach(() => {
    filled.clear();
    own = new NotingSeat();
    other = new NotingSeat();
    hub = new Hub(
        (effect) => {
            core = new NotingCore(effect);
            return core;
        },
        own,
        copies,
    );
    hub.add(other);
});

const open: Input = { type: 'OpenConversation', conversationId: 'c1' };
const close: Input = { type: 'CloseConversation', conversationId: 'c1' };
const list: Input = { type: 'WatchConversations', userId: 'u1', userType: 'customer' };

test('a wish of several seats reaches the core once, and ends with the last of them', () => {
    hub.feed(own, open, '');
    hub.feed(other, open, '');
    hub.feed(own, close, '');
    assert.deepEqual(core.take(), ['OpenConversation']);
    hub.feed(other, close, '');
    assert.deepEqual(core.take(), ['CloseConversation']);
});

test('a wish that has ended reaches the core again when a seat renews it', () => {
    for (const input of [open, close, open]) hub.feed(own, input, '');
    assert.deepEqual(core.take(), ['OpenConversation', 'CloseConversation', 'OpenConversation']);
});

for (const [begin, end] of [
    ['Connect', 'Disconnect'],
    ['WatchConversations', 'UnwatchConversations'],
    ['WatchUnread', 'UnwatchUnread'],
    ['OpenConversation', 'CloseConversation'],
    ['JoinConversation', 'LeaveConversation'],
    ['StartPolling', 'StopPolling'],
    ['Visible', 'Hidden'],
]) {
    test(`what one seat no longer wants goes on for another: ${begin}`, () => {
        for (const seat of [own, other]) hub.feed(seat, { type: begin } as Input, '');
        hub.feed(own, { type: end } as Input, '');
        assert.deepEqual(core.take(), [begin]);
    });
}

test('the end of a wish that no seat is known to have reaches the core', () => {
    hub.feed(own, { type: 'Disconnect' }, '');
    assert.deepEqual(core.take(), ['Disconnect']);
});

test('two conversations are two wishes', () => {
    const second: Input = { type: 'OpenConversation', conversationId: 'c2' };
    hub.feed(own, open, '');
    hub.feed(other, second, '');
    hub.feed(own, close, '');
    assert.deepEqual(core.inputs, [open, second, close]);
    assert.equal(other.refusals, 0);
});

test('an input that is neither wish nor call reaches the core unchanged', () => {
    const inputs: Input[] = [
        { type: 'SetTyping', conversationId: 'c1', isTyping: true },
        { type: 'Emit', attachments: [] },
        { type: 'Emit', attachments: [], call: undefined },
    ] as Input[];
    for (const input of inputs) hub.feed(other, input, '');
    assert.deepEqual(core.inputs, inputs);
});

test('the text of an event that a page emits reaches the core', () => {
    hub.feed(other, { type: 'Emit', attachments: [] }, '["x"]');
    assert.deepEqual(core.texts, ['["x"]']);
});

test('the core ends with its hub', () => {
    hub.destroy();
    assert.equal(core.ends, 1);
});

test('closing a conversation does not leave the room for a seat that has joined it', () => {
    const join: Input = { type: 'JoinConversation', conversationId: 'c1' };
    hub.feed(own, join, '');
    hub.feed(other, open, '');
    core.take();
    hub.feed(other, close, '');
    hub.feed(other, { type: 'LeaveConversation', conversationId: 'c1' }, '');
    assert.deepEqual(core.inputs, [close, join]);
});

test('a wish that its seat repeats reaches the core again', () => {
    hub.feed(own, { type: 'Connect' }, '');
    hub.feed(own, { type: 'Connect' }, '');
    assert.deepEqual(core.take(), ['Connect', 'Connect']);
});

test('removing a seat ends the wishes that only it has', () => {
    hub.feed(other, open, '');
    hub.feed(other, { type: 'Connect' }, '');
    hub.feed(own, { type: 'Connect' }, '');
    core.take();
    hub.remove(other);
    assert.deepEqual(core.inputs, [close]);
});

test('the core sees a visible page while any seat is visible', () => {
    hub.feed(own, { type: 'Visible' }, '');
    hub.feed(other, { type: 'Visible' }, '');
    hub.feed(own, { type: 'Hidden' }, '');
    assert.deepEqual(core.take(), ['Visible']);
    assert.equal(hub.isVisible(other), true);
    hub.feed(other, { type: 'Hidden' }, '');
    assert.deepEqual(core.take(), ['Hidden']);
    assert.equal(hub.isVisible(other), false);
});

test('the result of a call goes to the seat that made it, under its own call number', () => {
    hub.feed(own, { type: 'Fetch', call: 1, what: 'unread' }, '');
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    const calls = core.inputs.map((input) => ('call' in input ? input.call : 0)) as number[];
    assert.notEqual(calls[0], calls[1]);
    core.effect({ type: 'Settle', call: calls[1] as number, ok: true, value: 7 }, turn);
    assert.deepEqual(own.seen, []);
    assert.deepEqual(other.seen, [{ type: 'Settle', call: 1, ok: true, value: 7 }]);
});

test('a result comes with the document that it points into', () => {
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    core.effect({ type: 'Settle', call: 1, ok: true, from: ['told'] }, turn);
    assert.deepEqual(other.documents, ['{"told":1}']);
});

test('a result that arrives twice reaches its seat once', () => {
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    for (const value of [7, 8]) core.effect({ type: 'Settle', call: 1, ok: true, value }, turn);
    assert.deepEqual(other.seen, [{ type: 'Settle', call: 1, ok: true, value: 7 }]);
});

test('a result for a removed seat reaches no seat', () => {
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    hub.remove(other);
    core.effect({ type: 'Settle', call: 1, ok: true, value: 7 }, turn);
    assert.deepEqual([...own.seen, ...other.seen], []);
});

test('changes of a list reach the seats that watch it, and the seat beside the core', () => {
    hub.feed(other, list, '');
    core.effect({ type: 'Conversations', changes: [] }, turn);
    core.effect({ type: 'Messages', conversationId: 'c1', hasOlder: false, changes: [] }, turn);
    assert.deepEqual(own.take(), ['Conversations', 'Messages']);
    assert.deepEqual(other.take(), ['Conversations']);
});

test('messages reach the seats that have opened their conversation', () => {
    hub.feed(other, open, '');
    for (const conversationId of ['c1', 'c2']) {
        core.effect({ type: 'Messages', conversationId, hasOlder: false, changes: [] }, turn);
    }
    assert.deepEqual(other.seen, [
        { type: 'Messages', conversationId: 'c1', hasOlder: false, changes: [] },
    ]);
});

test('a list begins before the core, which may answer at once, is asked for it', () => {
    const order: string[] = [];
    core.feed = () => order.push('asked');
    other.begin = () => order.push('begun');
    hub.feed(other, list, '');
    assert.deepEqual(order, ['begun', 'asked']);
});

test('the connection status reaches every seat, the log only the seat beside the core', () => {
    core.effect({ type: 'Connection', status: 'online', mode: 'websocket' }, turn);
    core.effect({ type: 'Log', level: 'info', message: 'x' }, turn);
    assert.deepEqual(own.take(), ['Connection', 'Log']);
    assert.deepEqual(other.take(), ['Connection']);
});

test('a late seat gets the current state, and the content of a list that it opens', () => {
    const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };
    core.effect({ type: 'State' } as PageEffect, turn);
    core.effect({ type: 'Connection', status: 'online', mode: 'websocket' }, turn);
    core.effect({ type: 'Typing', ...typing }, turn);
    core.effect({ type: 'Unread', count: 3 }, turn);
    hub.feed(own, list, '');
    filled.add(null);
    const late = new NotingSeat();
    hub.add(late);
    assert.deepEqual(late.take(), ['State', 'Connection', 'Unread']);
    hub.feed(late, list, '');
    assert.deepEqual(late.begun, [null]);
    assert.deepEqual(late.take(), ['Conversations']);
    assert.equal(late.documents.pop(), '["kept"]');
});

test('a seat that watches the unread count later gets the current one, if there is one', () => {
    const count: Input = { type: 'WatchUnread' };
    const late = new NotingSeat();
    hub.add(late);
    hub.feed(own, count, '');
    hub.feed(other, count, '');
    assert.deepEqual(other.take(), []);
    core.effect({ type: 'Unread', count: 3 }, turn);
    late.take();
    hub.feed(late, count, '');
    assert.deepEqual(late.seen, [{ type: 'Unread', count: 3 }]);
});

test('the first seat to watch the unread count gets it from the core, not from the hub', () => {
    core.effect({ type: 'Unread', count: 3 }, turn);
    other.take();
    hub.feed(other, { type: 'WatchUnread' }, '');
    assert.deepEqual(core.take(), ['WatchUnread']);
    assert.deepEqual(other.seen, []);
});

test('a list that its seat watches again is not emptied', () => {
    hub.feed(other, list, '');
    filled.add(null);
    hub.feed(other, list, '');
    assert.deepEqual(other.begun, [null]);
    assert.equal(filled.has(null), true);
});

test('a wish for something else does not empty a list', () => {
    filled.add(null);
    hub.feed(other, { type: 'Connect' }, '');
    assert.deepEqual(other.begun, []);
    assert.equal(filled.has(null), true);
});

test('the copies of a list begin with the first seat that opens it and end with the last', () => {
    filled.add('c1');
    hub.feed(own, open, '');
    assert.equal(filled.has('c1'), false);
    filled.add('c1');
    hub.feed(other, open, '');
    hub.feed(own, close, '');
    assert.equal(filled.has('c1'), true);
    hub.feed(other, close, '');
    assert.equal(filled.has('c1'), false);
});

test('a later seat that wants the list of another user is refused', () => {
    hub.feed(own, list, '');
    hub.feed(other, { ...list, userId: 'u2' } as Input, '');
    assert.equal(other.refusals, 1);
    assert.deepEqual(core.take(), ['WatchConversations']);
});

test('the seat beside the core gets the list of another user once it is alone', () => {
    const wanted = { ...list, userId: 'u2' } as Input;
    own.refuse = () => hub.remove(other);
    hub.feed(other, list, '');
    hub.feed(own, wanted, '');
    assert.deepEqual(core.inputs, [list, { ...list, type: 'UnwatchConversations' }, wanted]);
    core.take();
    hub.feed(own, { type: 'UnwatchConversations' }, '');
    assert.deepEqual(core.take(), ['UnwatchConversations']);
});
