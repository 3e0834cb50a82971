// One core for the pages of a group, and what is asked of it in every tab.
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

test('a page that shares with nobody has a core of its own, at once', () => {
    const tab = new Tab(undefined, connect).start();
    assert.equal(tab.host.isShared, false);
    assert.deepEqual(tab.take(), ['Visible', 'Connect']);
});

test('the tabs of a group have one core, which hears what each wants', async () => {
    const [first, second] = await openTwo(open);
    assert.equal(second.host.isShared, true);
    assert.deepEqual([first.cores, second.cores], [1, 0]);
    assert.deepEqual(first.take(), ['Visible', 'OpenConversation']);
});

test('what the core tells reaches the page of every tab', async () => {
    const [first, second] = await openTwo();
    first.tell({ type: 'Connection', status: 'online', mode: 'websocket' });
    await settled();
    for (const { seen } of [first, second]) assert.deepEqual(seen[0]?.type, 'Connection');
});

test('an answer reaches the tab that has asked', async () => {
    const [first, second] = await openTwo();
    second.ask(5);
    await settled();
    assert.deepEqual([first.answered(), second.answered()], [[], [5]]);
});

test('a tab hears effects of the tab that leads alone', async () => {
    const [, second] = await openTwo();
    const other = new BroadcastChannel(groupName);
    const effect = { type: 'Unread', count: 9 };
    other.postMessage({ type: 'effect', effect, json: '', texts: {}, buffers: [], from: 'x' });
    await settled();
    other.close();
    assert.deepEqual(second.seen, []);
});

test('what is asked before there is a core waits for it, in its order and behind the wishes', () => {
    const tab = new Tab(undefined, connect);
    tab.host.feed(connect);
    tab.ask(1);
    tab.ask(2);
    tab.start();
    assert.deepEqual(tab.take(), ['Visible', 'Connect', 'Fetch', 'Fetch']);
    assert.deepEqual(tab.answered(), [1, 2]);
});

test('a message that still waits is not sent twice when it is given again', () => {
    const tab = new Tab(undefined);
    tab.host.feed(send);
    tab.host.feed({ ...send, repeated: true });
    tab.start();
    assert.deepEqual(tab.inputs, [{ type: 'Visible' }, send]);
});

test('a message that waits no more is given again as one that may have been sent', () => {
    const tab = new Tab(undefined).start();
    const again: Input = { ...send, repeated: true };
    tab.host.feed(again);
    assert.deepEqual(tab.inputs, [{ type: 'Visible' }, again]);
});

test('a core is told of calls that wait for it', () => {
    const tab = new Tab(undefined);
    tab.host.feed(send);
    let held: boolean[] = [];
    tab.takeUp = (isHeld?: (call: number) => boolean) => {
        held = [1, 2].map((call) => isHeld?.(call) ?? false);
    };
    tab.start();
    assert.deepEqual(held, [true, false]);
});

test('a tab whose code has not come yet hears nothing, and follows when it has', async () => {
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

test('a tab that was elected before its code came has the core when it has', async () => {
    const tab = new Tab(groupName);
    await settled();
    assert.equal(tab.cores, 0);
    tab.start();
    assert.equal(tab.cores, 1);
});

test('a fault of the page in a tab that follows is told, and the next effect is executed', async () => {
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

test('a list that a following tab opens begins empty there', async () => {
    const [first, second] = await openTwo(open);
    assert.deepEqual([first.begun, second.begun], [['c1'], ['c1']]);
});

test('a copy of a conversation that a following tab closes is kept no longer', async () => {
    const [, second] = await openTwo(open);
    second.host.feed({ type: 'CloseConversation', conversationId: 'c1' });
    assert.deepEqual(second.ended, ['c1']);
});

test('who disconnects goes its own way, and the others keep their core', async () => {
    const [first, second] = await openTwo(connect);
    second.wishes = [];
    second.host.feed({ type: 'Disconnect' });
    await settled();
    assert.deepEqual(second.take(), ['Visible', 'Disconnect']);
    assert.equal(second.host.isShared, false);
    assert.deepEqual([first.cores, first.host.isShared], [1, true]);
    assert.deepEqual(first.take(), ['Visible', 'Connect', 'Disconnect']);
});

test('a tab that wants another list than the others goes its own way', async () => {
    const first = new Tab(groupName, listOf('u1')).start();
    await settled();
    const second = new Tab(groupName, listOf('u2')).start();
    await settled();
    assert.equal(second.host.isShared, false);
    assert.deepEqual(second.inputs, [{ type: 'Visible' }, listOf('u2')]);
    assert.deepEqual(first.inputs, [{ type: 'Visible' }, listOf('u1')]);
});

test('a leader that wants another list than the others goes its own way', async () => {
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

test('where the browser makes no channel, the page has a core of its own', () => {
    setGlobal('BroadcastChannel', undefined);
    const tab = new Tab(groupName).start();
    assert.deepEqual([tab.cores, tab.host.isShared], [1, false]);
});

test('a core that begins offline is told so first, one that begins online is not', () => {
    const offline = new Tab(undefined);
    offline.host.feed({ type: 'Offline' });
    assert.deepEqual(offline.start().take(), ['Offline', 'Visible']);
    const online = new Tab(undefined);
    online.host.feed({ type: 'Offline' });
    online.host.feed({ type: 'Online' });
    assert.deepEqual(online.start().take(), ['Visible']);
});

test('a core that begins where nobody looks is told so', () => {
    const tab = new Tab(undefined);
    tab.host.feed({ type: 'Hidden' });
    assert.deepEqual(tab.start().take(), ['Hidden']);
});

test('a core hears of the network from its own tab alone', async () => {
    const [first, second] = await openTwo();
    second.host.feed({ type: 'Offline' });
    await settled();
    assert.deepEqual(first.take(), ['Visible']);
    first.host.feed({ type: 'Offline' });
    assert.deepEqual(first.take(), ['Offline']);
});

test('destroyed, a tab hears nothing, asks nothing and holds no lock', async () => {
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

test('destroyed, a page keeps no bytes of its core', () => {
    const { host } = new Tab(undefined).start();
    const attachment = host.attachments.add(new ArrayBuffer(1));
    host.destroy();
    assert.equal(host.attachments.get(attachment), undefined);
});

test('destroyed, a tab leaves no timer', async () => {
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
