// What crosses between a page and its core in another tab besides inputs: texts, bytes, raw events.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Effect, Input } from '../../bindings/protocol.ts';
import { closeBrowser, groupName, openBrowser, openTwo, settled, Tab } from './tabs.ts';

beforeEach(openBrowser);
afterEach(closeBrowser);

const send: Input = { type: 'SendMessage', call: 1, conversationId: 'c1' };
const text = '{"message":"Hi"}';
const openSocket: Effect = { type: 'OpenSocket', socket: 1, url: 'wss://shop.example/' };
const loud: Input = { type: 'SocketText', socket: 1 };
const quiet: Input = { ...loud, quiet: true };

/** How the core of `tab` is told of an event of the server. */
function news(tab: Tab): Input | undefined {
    tab.socket.onmessage?.({ data: '42["news"]' });
    return tab.inputs.pop();
}

test('the text of a message reaches a core in the same tab', () => {
    const tab = new Tab(undefined).start();
    tab.host.feed(send, text);
    assert.equal(tab.texts.pop(), text);
});

test('the text of a message reaches a core that starts after it', () => {
    const tab = new Tab(undefined);
    tab.host.feed(send, text);
    tab.start();
    assert.equal(tab.texts.pop(), text);
});

test('the text of a message reaches the core of another tab', async () => {
    const [first, second] = await openTwo();
    second.host.feed(send, text);
    await settled();
    assert.equal(first.texts.pop(), text);
});

test('the bytes of an event reach the core of another tab', async () => {
    const [first, second] = await openTwo();
    const bytes = new Uint8Array([1, 2, 3]).buffer;
    first.host.attachments.add(new ArrayBuffer(9));
    const attachments = [second.host.attachments.add(bytes)];
    second.host.feed({ type: 'Emit', attachments }, '["file"]');
    await settled();
    const arrived = first.inputs.pop() as { attachments: number[] };
    const [attachment = 0] = arrived.attachments;
    assert.deepEqual(first.host.attachments.get(attachment), bytes);
});

test('the core reports raw events as long as its page listens', () => {
    const tab = new Tab(undefined).start();
    tab.tell(openSocket);
    assert.deepEqual(news(tab), quiet);
    tab.listens = true;
    assert.deepEqual(news(tab), loud);
});

test('the core reports raw events as long as there is a follower who may listen', async () => {
    const first = new Tab(groupName).start();
    await settled();
    first.tell(openSocket);
    assert.deepEqual(news(first), quiet);
    const second = new Tab(groupName).start();
    await settled();
    assert.deepEqual(news(first), loud);
    second.close();
    await settled();
    assert.deepEqual(news(first), quiet);
});
