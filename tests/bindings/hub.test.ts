// One core for the pages of several tabs.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Attachments } from '../../bindings/attachments.ts';
import type { Host, PageEffect } from '../../bindings/host.ts';
import { Hub, type List, type Seat } from '../../bindings/hub.ts';
import type { Input } from '../../bindings/protocol.ts';
import { type Turn, turnOf } from '../../bindings/turn.ts';

/** Remembers what it is told. */
class NotingCore implements Host {
    readonly attachments = new Attachments();
    readonly inputs: Input[] = [];

    constructor(readonly effect: (effect: PageEffect, turn: Turn) => void) {}

    feed(input: Input): void {
        this.inputs.push(input);
    }

    destroy(): void {}

    take(): string[] {
        return this.inputs.splice(0).map(({ type }) => type);
    }
}

class NotingSeat implements Seat {
    readonly seen: PageEffect[] = [];
    readonly begun: List[] = [];
    refusals = 0;

    execute(effect: PageEffect): void {
        this.seen.push(effect);
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
    () => 'null',
    () => '',
);
const filled = new Set<List>();
const copies = {
    begin: (list: List) => void filled.delete(list),
    end: (list: List) => void filled.delete(list),
    snapshot: (list: List) => {
        if (!filled.has(list)) return null;
        const effect: PageEffect = { type: 'Conversations', changes: [['clear']] };
        return { effect, json: '[]' };
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

test('a wish of several seats is told once, and its end with the last', () => {
    hub.feed(own, open, '');
    hub.feed(other, open, '');
    hub.feed(own, close, '');
    assert.deepEqual(core.take(), ['OpenConversation']);
    hub.feed(other, close, '');
    assert.deepEqual(core.take(), ['CloseConversation']);
});

test('a room stays entered for who has joined it, though another closes the conversation', () => {
    const join: Input = { type: 'JoinConversation', conversationId: 'c1' };
    hub.feed(own, join, '');
    hub.feed(other, open, '');
    core.take();
    hub.feed(other, close, '');
    hub.feed(other, { type: 'LeaveConversation', conversationId: 'c1' }, '');
    assert.deepEqual(core.inputs, [close, join]);
});

test('a wish that its seat repeats is told again', () => {
    hub.feed(own, { type: 'Connect' }, '');
    hub.feed(own, { type: 'Connect' }, '');
    assert.deepEqual(core.take(), ['Connect', 'Connect']);
});

test('what a seat wants ends when it goes', () => {
    hub.feed(other, open, '');
    hub.feed(other, { type: 'Connect' }, '');
    hub.feed(own, { type: 'Connect' }, '');
    core.take();
    hub.remove(other);
    assert.deepEqual(core.inputs, [close]);
});

test('a page is visible while any of them is', () => {
    hub.feed(own, { type: 'Visible' }, '');
    hub.feed(other, { type: 'Visible' }, '');
    hub.feed(own, { type: 'Hidden' }, '');
    assert.deepEqual(core.take(), ['Visible']);
    assert.equal(hub.isVisible(other), true);
    hub.feed(other, { type: 'Hidden' }, '');
    assert.deepEqual(core.take(), ['Hidden']);
});

test('an answer goes to the seat that asked, under the number by which it asked', () => {
    hub.feed(own, { type: 'Fetch', call: 1, what: 'unread' }, '');
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    const calls = core.inputs.map((input) => ('call' in input ? input.call : 0)) as number[];
    assert.notEqual(calls[0], calls[1]);
    core.effect({ type: 'Settle', call: calls[1] as number, ok: true, value: 7 }, turn);
    assert.deepEqual(own.seen, []);
    assert.deepEqual(other.seen, [{ type: 'Settle', call: 1, ok: true, value: 7 }]);
});

test('an answer for a seat that has gone reaches nobody', () => {
    hub.feed(other, { type: 'Fetch', call: 1, what: 'unread' }, '');
    hub.remove(other);
    core.effect({ type: 'Settle', call: 1, ok: true, value: 7 }, turn);
    assert.deepEqual([...own.seen, ...other.seen], []);
});

test('changes of a list reach those who watch it, and the copies beside the core', () => {
    hub.feed(other, list, '');
    core.effect({ type: 'Conversations', changes: [] }, turn);
    core.effect({ type: 'Messages', conversationId: 'c1', hasOlder: false, changes: [] }, turn);
    assert.deepEqual(own.take(), ['Conversations', 'Messages']);
    assert.deepEqual(other.take(), ['Conversations']);
});

test('what concerns everybody reaches everybody; the log is kept beside the core', () => {
    core.effect({ type: 'Connection', status: 'online', mode: 'websocket' }, turn);
    core.effect({ type: 'Log', level: 'info', message: 'x' }, turn);
    assert.deepEqual(own.take(), ['Connection', 'Log']);
    assert.deepEqual(other.take(), ['Connection']);
});

test('a seat that comes later is told how things are, and what the list that it opens holds', () => {
    core.effect({ type: 'Connection', status: 'online', mode: 'websocket' }, turn);
    core.effect({ type: 'Unread', count: 3 }, turn);
    hub.feed(own, list, '');
    filled.add(null);
    const late = new NotingSeat();
    hub.add(late);
    assert.deepEqual(late.take(), ['Connection', 'Unread']);
    hub.feed(late, list, '');
    assert.deepEqual(late.begun, [null]);
    assert.deepEqual(late.take(), ['Conversations']);
});

test('the copies of a list begin with the first who opens it, and end with the last', () => {
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

test('a list of somebody else is refused to a seat that comes later', () => {
    hub.feed(own, list, '');
    hub.feed(other, { ...list, userId: 'u2' } as Input, '');
    assert.equal(other.refusals, 1);
    assert.deepEqual(core.take(), ['WatchConversations']);
});
