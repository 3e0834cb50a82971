// The metrics, derived from the core's effects.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { PageEffect } from '../../bindings/host.ts';
import type { Change, ClientState, ConnectionMode } from '../../bindings/protocol.ts';
import { Link } from '../../web/link.ts';
import { Meter } from '../../web/meter.ts';
import { MessagingSystem } from '../../web/system.ts';
import { record } from './browser.ts';

(globalThis as Record<string, unknown>).window ??= new EventTarget();

let meter: Meter;
let begun: number;

beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date', 'setInterval'], now: 1_000_000 });
    begun = Date.now();
    meter = new Meter(new Link(new MessagingSystem()));
});

const state = (mode: ConnectionMode, nextAttemptAt: number | null = null): PageEffect => ({
    type: 'State',
    state: 'online' as ClientState,
    mode,
    since: 0,
    nextAttemptAt,
    reason: '',
    continuity: true,
    sid: null,
});
const connection = (status: 'online' | 'offline'): PageEffect => ({
    type: 'Connection',
    status,
    mode: 'none',
});
const message = (id: string, now: 'pending' | 'sent' | 'failed'): PageEffect => ({
    type: 'MessageState',
    conversationId: 'c1',
    clientMessageId: id,
    messageId: null,
    state: now,
});
const messages = (...changes: Change[]): PageEffect => ({
    type: 'Messages',
    conversationId: 'c1',
    hasOlder: false,
    changes,
});
const insert = (index: number, clientMessageId?: string): Change => [
    'insert',
    index,
    { id: 'm', ...(clientMessageId ? { clientMessageId } : {}) },
    [],
];

test('connects, reconnects and failed attempts are counted separately', () => {
    meter.told(state('none', 5000));
    meter.told(state('none', 5000));
    meter.told(state('polling', 9000));
    meter.told(connection('online'));
    meter.told(state('websocket'));
    // A loss: the wait after it does not follow a failed attempt.
    meter.told(connection('offline'));
    meter.told(state('none', 20_000));
    meter.told(state('none', 30_000));
    meter.told(connection('online'));
    const { connects, reconnects, failedConnects } = meter.read();
    assert.deepEqual(
        { connects, reconnects, failedConnects },
        { connects: 2, reconnects: 1, failedConnects: 3 },
    );
});

test('time is summed per mode, and the polling share is a fraction of the total', () => {
    mock.timers.tick(1000);
    meter.told(state('websocket'));
    mock.timers.tick(6000);
    meter.told(state('polling'));
    mock.timers.tick(2000);
    const { since, modeMs, pollingShare, mode } = meter.read();
    assert.equal(since, begun);
    assert.equal(mode, 'polling');
    assert.deepEqual(modeMs, { websocket: 6000, 'long-polling': 0, polling: 2000, none: 1000 });
    assert.equal(pollingShare, 2 / 9);
});

test('own messages are counted and timed from pending to sent', () => {
    for (const id of ['a', 'b', 'c', 'd']) meter.told(message(id, 'pending'));
    meter.told(message('a', 'sent'));
    mock.timers.tick(50);
    meter.told(message('b', 'sent'));
    mock.timers.tick(51);
    meter.told(message('c', 'failed'));
    assert.equal(meter.read().queued, 1);
    mock.timers.tick(60_000);
    meter.told(message('d', 'sent'));
    // The latency of one that was pending before the meter began is unknown.
    meter.told(message('e', 'sent'));
    const { messages: counted, latency, queued } = meter.read();
    assert.deepEqual(counted, { sent: 4, received: 0, failed: 1 });
    assert.equal(latency.counts.length, latency.boundsMs.length + 1);
    assert.deepEqual(latency.counts, [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert.equal(queued, 0);
});

test('messages of others that are appended to the first list count as received', () => {
    meter.told(messages(['clear'], insert(0), insert(1)));
    assert.equal(meter.read().messages.received, 0);
    meter.told(messages(insert(2), insert(3, 'own')));
    meter.told(messages(['remove', 0], insert(2)));
    assert.equal(meter.read().messages.received, 2);
    // Older ones, which the page has loaded.
    meter.told(messages(insert(0), insert(1), insert(2)));
    assert.equal(meter.read().messages.received, 2);
    meter.told(messages(['clear'], insert(0), insert(1)));
    assert.equal(meter.read().messages.received, 2);
});

test('messages added to an empty list, or to one older than the meter, count as received', () => {
    meter.told(messages());
    meter.told(messages(insert(0), insert(1)));
    assert.equal(meter.read().messages.received, 2);
    const late = new Meter(new Link(new MessagingSystem()));
    late.told(messages(insert(7)));
    assert.equal(late.read().messages.received, 1);
});

for (const [words, ends] of [
    ['whose only message was removed', ['remove', 0]],
    ['that was cleared', ['clear']],
] as Array<[string, Change]>) {
    test(`a message added to a list ${words} counts as received`, () => {
        meter.told(messages(['clear'], insert(0, 'own')));
        meter.told(messages(ends));
        meter.told(messages(insert(0)));
        assert.equal(meter.read().messages.received, 1);
    });
}

test('an update of a message does not count as received', () => {
    meter.told(messages(['clear'], insert(0), insert(1)));
    meter.told(messages(['patch', 1, { id: 'm' }], ['replace', 1, { id: 'm' }, []]));
    assert.equal(meter.read().messages.received, 0);
});

test('latency is measured from the first time that a message becomes pending', () => {
    meter.told(message('a', 'pending'));
    mock.timers.tick(900);
    meter.told(message('a', 'pending'));
    mock.timers.tick(200);
    meter.told(message('a', 'sent'));
    assert.deepEqual(meter.read().latency.counts, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('if the meter starts while connected, the next connect counts as a reconnect', () => {
    const system = new MessagingSystem();
    system.isConnected = true;
    const late = new Meter(new Link(system));
    late.told(connection('online'));
    assert.equal(late.read().reconnects, 1);
    late.stop();
});

test('a wait after a lost long-polling connection is not a failed attempt', () => {
    meter.told(state('long-polling'));
    meter.told(state('none', 5000));
    assert.equal(meter.read().failedConnects, 0);
});

test('metrics are dispatched every minute until the meter stops', () => {
    const told = record('messaging:metrics');
    meter.requested();
    mock.timers.tick(59_999);
    assert.equal(told.length, 0);
    mock.timers.tick(1);
    mock.timers.tick(60_000);
    assert.deepEqual(
        told.map(({ requests, modeMs }) => [requests, modeMs.none]),
        [
            [1, 60_000],
            [1, 120_000],
        ],
    );
    meter.stop();
    mock.timers.tick(120_000);
    assert.equal(told.length, 2);
});
