// Which tab of a group leads, by real channels and the locks of a browser.
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

/** A tab, what became of it, and what it has heard, with from whom. */
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

test('tabs share only where there are both channels and locks', () => {
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

test('the first of a group leads, and the next once it has left', async () => {
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

test('who is deposed stands in the queue again', async () => {
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

test('who has taken the lead away waits for it no more', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    leave(first.group);
    await settled();
    assert.equal(locks.waiting('messaging'), 0);
});

test('who has taken the lead away and lost it again stands in the queue, too', async () => {
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

test('who leads already takes the lead from nobody', async () => {
    const { first } = await openTwo();
    first.group.steal();
    await settled();
    assert.deepEqual(first.became, ['present', 'elected']);
});

test('who has left takes the lead from nobody', async () => {
    const { first, second } = await openTwo();
    leave(second.group);
    second.group.steal();
    await settled();
    assert.deepEqual(first.became, ['present', 'elected']);
});

test('who leaves while the lead is on its way to him gives it back', async () => {
    const { first, second } = await openTwo();
    second.group.steal();
    leave(second.group);
    await settled();
    assert.deepEqual(second.became, ['present']);
    assert.deepEqual(first.became, ['present', 'elected', 'deposed', 'elected']);
});

test('a browser that gives no lock is told once', async () => {
    set('navigator', { locks: { request: async () => Promise.reject(new Error('refused')) } });
    const { became } = open();
    await settled();
    assert.deepEqual(became, ['failed']);
});

test('what is said without an address reaches all others, and else the one that is meant', async () => {
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

test('the end of a tab that is watched is told, however it comes', async () => {
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

test('who has left is told of nobody’s end', async () => {
    const { first, second } = await openTwo();
    const gone: string[] = [];
    first.group.watch(second.group.id, () => gone.push('second'));
    leave(first.group);
    leave(second.group);
    await settled();
    assert.deepEqual(gone, []);
});

test('who has left hears nothing, and neither holds nor waits for a lock', async () => {
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

test('a mark says that a tab leads, as long as one does', async () => {
    const { first, second } = await openTwo();
    assert.equal(stored.get('messaging:led'), '1');
    leave(second.group);
    assert.equal(stored.get('messaging:led'), '1');
    leave(first.group);
    assert.equal(stored.get('messaging:led'), '');
});
