// Which leader a tab follows, and what happens to the core of a page that joins a group.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Input } from '../../bindings/protocol.ts';
import {
    answerMs,
    closeBrowser,
    groupName,
    hang,
    hiddenMs,
    locks,
    openBrowser,
    openThree,
    openTwo,
    settled,
    Tab,
    wait,
} from './tabs.ts';

beforeEach(openBrowser);
afterEach(closeBrowser);

const connect: Input = { type: 'Connect' };
const open: Input = { type: 'OpenConversation', conversationId: 'c1' };

/** Tells the group something from a tab that nobody knows. */
async function say(message: object): Promise<void> {
    const other = new BroadcastChannel(groupName);
    other.postMessage({ ...message, from: 'a stranger' });
    await settled();
    other.close();
}

test('a tab follows a new leader at once even if the old one has crashed', async () => {
    const [first, second, third] = await openThree(connect);
    hang(first);
    locks.end(groupName);
    await settled();
    assert.deepEqual([second.cores, third.takeUps], [1, 2]);
    assert.deepEqual(second.take(), ['Visible', 'Connect']);
});

test('a new leader knows at once which tabs are visible', async () => {
    const [first, second, third] = await openThree();
    hang(first);
    locks.end(groupName);
    await settled();
    second.host.feed({ type: 'Hidden' });
    await wait(hiddenMs);
    assert.equal(third.cores, 1);
});

test('a new leader that hangs from the beginning is deposed by another tab', async () => {
    const [first, second, third] = await openThree();
    second.host.elected = () => {};
    hang(second);
    first.close();
    await settled();
    assert.equal(third.cores, 0);
    await wait(answerMs);
    assert.equal(third.cores, 1);
});

test('a deposed leader takes the lead back from a tab that does nothing with it', async () => {
    const [first, second] = await openTwo();
    const goOn = hang(first);
    second.ask(1);
    second.host.elected = () => {};
    await wait(answerMs);
    goOn();
    await wait(answerMs);
    assert.deepEqual([first.cores, second.cores], [2, 0]);
});

test('a tab elected before its code has loaded does not announce that it leads', async () => {
    const first = new Tab(groupName).start();
    await settled();
    const late = new Tab(groupName);
    await settled();
    const third = new Tab(groupName).start();
    await settled();
    first.close();
    await settled();
    assert.deepEqual([late.cores, third.takeUps], [0, 1]);
    await wait(answerMs);
    assert.equal(third.cores, 1);
});

test('a page that joins a group without a leader keeps its core', async () => {
    const tab = new Tab(undefined, connect).start();
    tab.host.join(groupName);
    await settled();
    assert.equal(tab.cores, 1);
    const second = new Tab(groupName).start();
    await settled();
    second.ask(1);
    await settled();
    assert.deepEqual([second.cores, second.answered()], [0, [1]]);
});

test('a page that joins a group with a leader ends its core', async () => {
    const first = new Tab(groupName).start();
    const second = new Tab(undefined, connect).start();
    await settled();
    second.host.join(groupName);
    await settled();
    assert.deepEqual(first.take(), ['Visible', 'Connect']);
    second.take();
    second.ask(1);
    await settled();
    assert.deepEqual([second.take(), second.answered()], [[], [1]]);
});

test('a page that joins a group with a hung leader deposes it and keeps its core', async () => {
    const first = new Tab(groupName).start();
    const second = new Tab(undefined).start();
    await settled();
    hang(first);
    second.host.join(groupName);
    await settled();
    await wait(answerMs);
    first.ask(1);
    assert.deepEqual([first.answered(), second.cores], [[], 1]);
});

test('the wishes of a follower that crashes end with it', async () => {
    const first = new Tab(groupName).start();
    await settled();
    const others = locks.names;
    const second = new Tab(groupName, open).start();
    await settled();
    first.take();
    hang(second);
    for (const name of locks.names) if (!others.includes(name)) locks.end(name);
    await settled();
    assert.deepEqual(first.take(), ['CloseConversation']);
});

test('a leader ignores the wishes of a tab to which it has given no seat', async () => {
    const first = new Tab(groupName).start();
    await settled();
    await say({ type: 'input', input: connect, text: '', buffers: [] });
    assert.deepEqual(first.take(), ['Visible']);
});

test('a follower stays with its leader when another tab hands over', async () => {
    const [, second] = await openTwo();
    await say({ type: 'take', heir: 'a third' });
    assert.equal(second.takeUps, 1);
});
