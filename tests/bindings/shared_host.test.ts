// One core for the pages of a group, and the calls that each tab makes.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Input } from '../../bindings/protocol.ts';
import {
    closeBrowser,
    groupName,
    locks,
    openBrowser,
    openTwo,
    setGlobal,
    settled,
    Tab,
} from './tabs.ts';

beforeEach(openBrowser);
afterEach(closeBrowser);

const connect: Input = { type: 'Connect' };
const open: Input = { type: 'OpenConversation', conversationId: 'c1' };
const send: Input = { type: 'SendMessage', call: 1, conversationId: 'c1' };
const listOf = (userId: string): Input => ({
    type: 'WatchConversations',
    userId,
    userType: 'customer',
});

test('a page that does not share starts its own core at once', () => {
    const tab = new Tab(undefined, connect).start();
    assert.equal(tab.host.isShared, false);
    assert.deepEqual(tab.take(), ['Visible', 'Connect']);
});

test('the tabs of a group share one core, which gets the wishes of each', async () => {
    const [first, second] = await openTwo(open);
    assert.equal(second.host.isShared, true);
    assert.deepEqual([first.cores, second.cores], [1, 0]);
    assert.deepEqual(first.take(), ['Visible', 'OpenConversation']);
});

test('an effect of the core reaches the page of every tab', async () => {
    const [first, second] = await openTwo();
    first.tell({ type: 'Connection', status: 'online', mode: 'websocket' });
    await settled();
    for (const { seen } of [first, second]) assert.deepEqual(seen[0]?.type, 'Connection');
});

test('the result of a call reaches only the tab that made it', async () => {
    const [first, second] = await openTwo();
    second.ask(5);
    await settled();
    assert.deepEqual([first.answered(), second.answered()], [[], [5]]);
});

test('a tab ignores effects from a tab that does not lead', async () => {
    const [, second] = await openTwo();
    const other = new BroadcastChannel(groupName);
    const effect = { type: 'Unread', count: 9 };
    other.postMessage({ type: 'effect', effect, json: '', texts: {}, buffers: [], from: 'x' });
    await settled();
    other.close();
    assert.deepEqual(second.seen, []);
});

test('calls made before the core starts are handled in order, after the wishes', () => {
    const tab = new Tab(undefined, connect);
    tab.host.feed(connect);
    tab.ask(1);
    tab.ask(2);
    tab.start();
    assert.deepEqual(tab.take(), ['Visible', 'Connect', 'Fetch', 'Fetch']);
    assert.deepEqual(tab.answered(), [1, 2]);
});

test('a message that is repeated while it waits for a core is sent once', () => {
    const tab = new Tab(undefined);
    tab.host.feed(send);
    tab.host.feed({ ...send, repeated: true });
    tab.start();
    assert.deepEqual(tab.inputs, [{ type: 'Visible' }, send]);
});

test('a repeated message that is not waiting reaches the core, marked as repeated', () => {
    const tab = new Tab(undefined).start();
    const again: Input = { ...send, repeated: true };
    tab.host.feed(again);
    assert.deepEqual(tab.inputs, [{ type: 'Visible' }, again]);
});

test('a page that takes up a new core learns which calls are waiting for it', () => {
    const tab = new Tab(undefined);
    tab.host.feed(send);
    let held: boolean[] = [];
    tab.takeUp = (isHeld?: (call: number) => boolean) => {
        held = [1, 2].map((call) => isHeld?.(call) ?? false);
    };
    tab.start();
    assert.deepEqual(held, [true, false]);
});

test('a tab whose code has not loaded receives nothing, and follows once it has', async () => {
    const first = new Tab(groupName).start();
    await settled();
    const late = new Tab(groupName, open);
    await settled();
    first.tell({ type: 'Connection', status: 'online', mode: 'websocket' });
    await settled();
    assert.deepEqual(late.seen, []);
    late.start();
    await settled();
    assert.equal(late.cores, 0);
    assert.deepEqual(late.seen, [{ type: 'Connection', status: 'online', mode: 'websocket' }]);
    assert.deepEqual(first.take(), ['Visible', 'Refresh', 'OpenConversation']);
});

test('a tab elected before its code has loaded starts the core afterwards', async () => {
    const tab = new Tab(groupName);
    await settled();
    assert.equal(tab.cores, 0);
    tab.start();
    assert.equal(tab.cores, 1);
});

test('an exception in a following page is reported, and the next effect is executed', async () => {
    const [first, second] = await openTwo();
    const { seen } = second;
    second.execute = (effect) => {
        seen.push(effect);
        throw new Error('page');
    };
    for (const count of [1, 2]) first.tell({ type: 'Unread', count });
    await settled();
    assert.equal(seen.length, 2);
    assert.deepEqual(second.faults.map(String), ['Error: page', 'Error: page']);
});

test('a list that a follower opens begins empty there', async () => {
    const [first, second] = await openTwo(open);
    assert.deepEqual([first.begun, second.begun], [['c1'], ['c1']]);
});

test('a follower that closes a conversation ends its copy', async () => {
    const [, second] = await openTwo(open);
    second.host.feed({ type: 'CloseConversation', conversationId: 'c1' });
    assert.deepEqual(second.ended, ['c1']);
});

test('a tab that disconnects leaves its group, and the others keep their core', async () => {
    const [first, second] = await openTwo(connect);
    second.wishes = [];
    second.host.feed({ type: 'Disconnect' });
    await settled();
    assert.deepEqual(second.take(), ['Visible', 'Disconnect']);
    assert.equal(second.host.isShared, false);
    assert.deepEqual([first.cores, first.host.isShared], [1, true]);
    assert.deepEqual(first.take(), ['Visible', 'Connect', 'Disconnect']);
});

test('a tab that wants another list than the others leaves its group', async () => {
    const first = new Tab(groupName, listOf('u1')).start();
    await settled();
    const second = new Tab(groupName, listOf('u2')).start();
    await settled();
    assert.equal(second.host.isShared, false);
    assert.deepEqual(second.inputs, [{ type: 'Visible' }, listOf('u2')]);
    assert.deepEqual(first.inputs, [{ type: 'Visible' }, listOf('u1')]);
});

test('a leader that wants another list than the others leaves its group', async () => {
    const [first, second] = await openTwo(listOf('u1'));
    first.wishes = [listOf('u2')];
    first.host.feed(listOf('u2'));
    await settled();
    assert.equal(first.host.isShared, false);
    assert.deepEqual([first.cores, second.cores], [1, 1]);
    assert.deepEqual(second.inputs, [{ type: 'Visible' }, listOf('u1')]);
    assert.deepEqual(first.inputs.slice(-2), [
        { ...listOf('u1'), type: 'UnwatchConversations' },
        listOf('u2'),
    ]);
});

test('in a browser without BroadcastChannel, the page has its own core', () => {
    setGlobal('BroadcastChannel', undefined);
    const tab = new Tab(groupName).start();
    assert.deepEqual([tab.cores, tab.host.isShared], [1, false]);
});

test('a core that starts offline gets Offline first, one that starts online does not', () => {
    const offline = new Tab(undefined);
    offline.host.feed({ type: 'Offline' });
    assert.deepEqual(offline.start().take(), ['Offline', 'Visible']);
    const online = new Tab(undefined);
    online.host.feed({ type: 'Offline' });
    online.host.feed({ type: 'Online' });
    assert.deepEqual(online.start().take(), ['Visible']);
});

test('a core that starts in a hidden tab gets Hidden', () => {
    const tab = new Tab(undefined);
    tab.host.feed({ type: 'Hidden' });
    assert.deepEqual(tab.start().take(), ['Hidden']);
});

test('a core gets network events only from its own tab', async () => {
    const [first, second] = await openTwo();
    second.host.feed({ type: 'Offline' });
    await settled();
    assert.deepEqual(first.take(), ['Visible']);
    first.host.feed({ type: 'Offline' });
    assert.deepEqual(first.take(), ['Offline']);
});

test('a destroyed tab receives nothing, answers no call and holds no lock', async () => {
    const [first, second] = await openTwo();
    second.close();
    second.ask(1);
    first.tell({ type: 'Connection', status: 'online', mode: 'websocket' });
    await settled();
    assert.deepEqual([second.seen, second.cores], [[], 0]);
    first.close();
    first.ask(2);
    await settled();
    assert.deepEqual(locks.names, []);
    assert.deepEqual(first.answered(), []);
});

test('a destroyed page keeps no bytes of its core', () => {
    const { host } = new Tab(undefined).start();
    const attachment = host.attachments.add(new ArrayBuffer(1));
    host.destroy();
    assert.equal(host.attachments.get(attachment), undefined);
});

test('a destroyed tab leaves no timer', async () => {
    const timers = () =>
        process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const [first, second] = await openTwo();
    mock.timers.reset();
    const before = timers();
    first.host.feed({ type: 'Hidden' });
    second.ask(1);
    assert.equal(timers(), before + 2);
    first.close();
    second.close();
    assert.equal(timers(), before);
});
