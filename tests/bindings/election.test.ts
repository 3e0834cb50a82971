// Which tab of a group leads, with real channels and simulated locks.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { canShare, Group } from '../../bindings/group.ts';
import { Locks } from './locks.ts';
import { settled } from './tabs.ts';

const { navigator, localStorage } = globalThis;
const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

let locks: Locks;
let stored: Map<string, string>;
let tabs: Group[];

beforeEach(() => {
    locks = new Locks();
    stored = new Map();
    tabs = [];
    set('navigator', { locks });
    set('localStorage', { setItem: (key: string, value: string) => stored.set(key, value) });
});
afterEach(() => {
    for (const tab of tabs) if (!left.has(tab)) tab.leave();
    set('navigator', navigator);
    set('localStorage', localStorage);
});

const left = new WeakSet<Group>();

function leave(tab: Group): void {
    left.add(tab);
    tab.leave();
}

/** Opens a tab, and records its changes of role and the messages that it receives. */
function open() {
    const became: string[] = [];
    const heard: Array<[type: string, from: string]> = [];
    const group = new Group('messaging', {
        present: () => became.push('present'),
        elected: () => became.push('elected'),
        deposed: () => became.push('deposed'),
        failed: () => became.push('failed'),
        received: ({ type }, from) => heard.push([type, from]),
    });
    tabs.push(group);
    return { group, became, heard };
}

async function openTwo() {
    const first = open();
    await settled();
    const second = open();
    await settled();
    return { first, second };
}

test('tabs share only if the browser has both channels and locks', () => {
    assert.equal(canShare(), true);
    for (const value of [undefined, {}]) {
        set('navigator', value);
        assert.equal(canShare(), false);
    }
    set('navigator', { locks });
    const { BroadcastChannel } = globalThis;
    set('BroadcastChannel', undefined);
    assert.equal(canShare(), false);
    set('BroadcastChannel', BroadcastChannel);
});

test('the first tab of a group leads, and the next one once it has left', async () => {
    const { first, second } = await openTwo();
    assert.deepEqual(first.became, ['present', 'elected']);
    assert.deepEqual(second.became, ['present']);
    assert.deepEqual([first.group.leads, second.group.leads], [true, false]);
    leave(first.group);
    await settled();
    assert.deepEqual(second.became, ['present', 'elected']);
    assert.deepEqual(second.heard, [['left', first.group.id]]);
    assert.deepEqual([first.group.leads, second.group.leads], [false, true]);
});

test('a deposed leader queues for the lead again', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    await settled();
    assert.deepEqual(first.became, ['present', 'elected', 'deposed']);
    assert.deepEqual(second.became, ['present', 'elected']);
    assert.deepEqual([first.group.leads, second.group.leads], [false, true]);
    leave(second.group);
    await settled();
    assert.deepEqual(first.became, ['present', 'elected', 'deposed', 'elected']);
});

test('a tab that steals the lead no longer queues for it', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    leave(first.group);
    await settled();
    assert.equal(locks.waiting('messaging'), 0);
});

test('a tab that stole the lead and lost it queues for it again', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    await settled();
    first.group.steal();
    await settled();
    assert.deepEqual(second.became, ['present', 'elected', 'deposed']);
    leave(first.group);
    await settled();
    assert.deepEqual(second.became, ['present', 'elected', 'deposed', 'elected']);
});

test('a tab that already leads does not steal the lead', async () => {
    const { first } = await openTwo();
    first.group.steal();
    await settled();
    assert.deepEqual(first.became, ['present', 'elected']);
});

test('a tab that has left does not steal the lead', async () => {
    const { first, second } = await openTwo();
    leave(second.group);
    second.group.steal();
    await settled();
    assert.deepEqual(first.became, ['present', 'elected']);
});

test('a tab that leaves while it is stealing the lead gives it back', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    leave(second.group);
    await settled();
    assert.deepEqual(second.became, ['present']);
    assert.deepEqual(first.became, ['present', 'elected', 'deposed', 'elected']);
});

test('a browser that refuses locks is reported once', async () => {
    set('navigator', { locks: { request: async () => Promise.reject(new Error('refused')) } });
    const { became } = open();
    await settled();
    assert.deepEqual(became, ['failed']);
});

test('a message reaches all other tabs, or only its recipient if it has one', async () => {
    const { first, second } = await openTwo();
    const third = open();
    await settled();
    first.group.post({ type: 'leads' });
    first.group.post({ type: 'refused', to: third.group.id });
    await settled();
    const { id } = first.group;
    assert.deepEqual(first.heard, []);
    assert.deepEqual(second.heard, [['leads', id]]);
    assert.deepEqual(third.heard, [
        ['leads', id],
        ['refused', id],
    ]);
});

test('a tab asks who leads only when the others can see it', async () => {
    const first = open();
    await settled();
    const second = open();
    second.group.greet();
    await settled();
    assert.deepEqual(first.heard, []);
    second.group.greet();
    await settled();
    assert.deepEqual(first.heard, [['hello', second.group.id]]);
});

test('the end of a watched tab is reported, whether it leaves or crashes', async () => {
    const { first, second } = await openTwo();
    const third = open();
    await settled();
    const gone: string[] = [];
    first.group.watch(second.group.id, () => gone.push('second'));
    first.group.watch(third.group.id, () => gone.push('third'));
    await settled();
    assert.deepEqual(gone, []);
    leave(second.group);
    await settled();
    assert.deepEqual(gone, ['second']);
    locks.end(`messaging ${third.group.id}`);
    await settled();
    assert.deepEqual(gone, ['second', 'third']);
});

test('a tab that has left gets no report of the end of a watched tab', async () => {
    const { first, second } = await openTwo();
    const gone: string[] = [];
    first.group.watch(second.group.id, () => gone.push('second'));
    leave(first.group);
    leave(second.group);
    await settled();
    assert.deepEqual(gone, []);
});

test('a tab that has left receives nothing, and neither holds nor awaits a lock', async () => {
    const { first, second } = await openTwo();
    leave(second.group);
    first.group.post({ type: 'leads' });
    await settled();
    assert.deepEqual(second.heard, []);
    assert.equal(locks.waiting('messaging'), 0);
    leave(first.group);
    await settled();
    assert.deepEqual(locks.names, []);
    assert.equal(locks.waiting('messaging'), 0);
});

test('a mark in storage is set as long as a tab leads', async () => {
    const { first, second } = await openTwo();
    assert.equal(stored.get('messaging:led'), '1');
    leave(second.group);
    assert.equal(stored.get('messaging:led'), '1');
    leave(first.group);
    assert.equal(stored.get('messaging:led'), '');
});
