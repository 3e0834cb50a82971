// What the host does for its core: sockets, requests, credentials, and the end of them all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attachments } from '../../bindings/attachments.ts';
import { CsrfTokens } from '../../bindings/csrf.ts';
import { type Credentials, createHost } from '../../bindings/host.ts';
import type { CoreConfig, Effect, Input } from '../../bindings/protocol.ts';
import type { Bulk } from '../../bindings/utf8.ts';

/** An open socket that records what is sent. */
class FakeSocket {
    readonly readyState = 1;
    readonly sent: unknown[] = [];
    closed = 0;
    drains = 0;
    onmessage: ((event: { data: unknown }) => void) | null = null;

    send(data: unknown): void {
        this.sent.push(data);
    }

    close(): void {
        this.closed += 1;
    }

    drain(): void {
        this.drains += 1;
    }
}

/** A host whose core answers its first input with `effects`, and records all inputs. */
function carryOut(effects: Effect[], credentials: Credentials = {}) {
    const told: Array<[Input, Bulk]> = [];
    const requests: Array<{ url: string; init: RequestInit }> = [];
    const socket = new FakeSocket();
    const attachments = new Attachments();
    const core = {
        due: -1,
        handle: (_nowMs: number, control: string, text: Bulk) => {
            told.push([JSON.parse(control), text]);
            return JSON.stringify([{ json: 0, effects: effects.splice(0) }]);
        },
        text: (index: number) => `text ${index}`,
        deadline: () => core.due,
    };
    const host = createHost(
        {} as CoreConfig,
        {
            createCore: () => core,
            webSocket: () => socket as unknown as WebSocket,
            fetch: (url, init) => {
                requests.push({ url, init });
                return url.endsWith('/never')
                    ? new Promise(() => {})
                    : Promise.resolve(new Response('{"a":1}'));
            },
            wantsEvents: () => true,
            csrf: new CsrfTokens(() => undefined),
            credentials: async () => credentials,
            onAbort: (error) => assert.fail(String(error)),
            onFault: (error) => assert.fail(String(error)),
        },
        () => {},
        attachments,
    );
    attachments.add(new Uint8Array([7, 8]).buffer);
    const begin = () => host.feed({ type: 'Connect' });
    return { host, core, told, requests, socket, attachments, begin };
}

const open: Effect = { type: 'OpenSocket', socket: 1, url: 'wss://shop.example/' };
const request: Effect = {
    type: 'HttpRequest',
    request: 1,
    purpose: 'api',
    method: 'POST',
    url: 'https://shop.example/api',
    timeoutMs: 1000,
};

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('texts and bytes are sent in order', () => {
    const { socket, begin } = carryOut([
        open,
        { type: 'SendText', socket: 1, text: 3 },
        { type: 'SendBinary', socket: 1, attachment: 1 },
        { type: 'SendBinary', socket: 1, attachment: 9 },
        { type: 'SendText', socket: 1, text: 4 },
    ]);
    begin();
    assert.deepEqual(socket.sent, ['text 3', new Uint8Array([7, 8]).buffer, 'text 4']);
});

test('a request has a body only if the core provides one', () => {
    const { requests, begin } = carryOut([
        { ...request, text: 2 },
        { ...request, request: 2 },
    ]);
    begin();
    assert.deepEqual(
        requests.map(({ init }) => init.body),
        ['text 2', undefined],
    );
});

test('the core drains and closes its sockets', () => {
    const { socket, begin } = carryOut([
        open,
        { type: 'DrainSocket', socket: 1 },
        { type: 'CloseSocket', socket: 1 },
    ]);
    begin();
    assert.deepEqual([socket.drains, socket.closed], [1, 1]);
});

test('the core can abort a request', () => {
    const { requests, begin } = carryOut([
        { ...request, url: 'https://shop.example/never' },
        { type: 'AbortRequest', request: 1 },
    ]);
    begin();
    assert.equal(requests[0]?.init.signal?.aborted, true);
});

test('bytes that the core drops are not kept', () => {
    const { attachments, begin } = carryOut([{ type: 'DropAttachments', attachments: [1] }]);
    begin();
    assert.equal(attachments.get(1), undefined);
});

test('the core gets valid Unicode for an id that ends in half an emoji', () => {
    const { host, told } = carryOut([]);
    host.feed({ type: 'OpenConversation', conversationId: 'c\ud83d' });
    assert.deepEqual(told, [[{ type: 'OpenConversation', conversationId: 'c\ufffd' }, '']]);
});

test('the core gets valid Unicode for a payload of CONNECT with half an emoji', async () => {
    const payload = { name: 'Jo\ud83d' };
    const { told, begin } = carryOut([{ type: 'AskAuth', ask: 5 }], { payload });
    begin();
    await sleep(1);
    assert.equal(told[1]?.[1], '{"name":"Jo\\ufffd"}');
});

test('the core gets the bytes of a response unchanged', { timeout: 10_000 }, async () => {
    const { told, begin } = carryOut([request]);
    begin();
    while (told.length < 2) await sleep(1);
    assert.deepEqual(told[1], [
        { type: 'HttpReplied', request: 1, status: 200 },
        new TextEncoder().encode('{"a":1}'),
    ]);
});

for (const [credentials, known, text] of [
    [
        { userId: 'u1', role: 'supplier', payload: { a: 1 } },
        { userId: 'u1', role: 'supplier' },
        '{"a":1}',
    ],
    [{ userId: 'u1' }, { userId: 'u1' }, ''],
    [{}, {}, ''],
] as Array<[Credentials, object, string]>) {
    const words = JSON.stringify(credentials);
    test(`the core gets only the credentials that are known: ${words}`, async () => {
        const { told, begin } = carryOut([{ type: 'AskAuth', ask: 5 }], credentials);
        begin();
        await sleep(1);
        assert.deepEqual(told[1], [{ type: 'AuthReady', ask: 5, ...known }, text]);
    });
}

test('an input object that is given for many frames is written once', () => {
    let written = 0;
    const { host, told } = carryOut([]);
    const input: Input = { type: 'SocketText', socket: 1 };
    const toJSON = () => {
        written += 1;
        return input;
    };
    const given = Object.assign(Object.create({ toJSON }), input);
    for (const frame of ['42["a"]', '42["b"]']) host.feed(given, frame);
    assert.equal(written, 1);
    assert.deepEqual(told, [
        [input, '42["a"]'],
        [input, '42["b"]'],
    ]);
});

test('a destroyed host closes its sockets and aborts its requests', () => {
    const { host, socket, requests, begin } = carryOut([
        open,
        { ...request, url: 'https://shop.example/never' },
    ]);
    begin();
    host.destroy();
    assert.equal(socket.closed, 1);
    assert.equal(requests[0]?.init.signal?.aborted, true);
});

test('a destroyed host keeps neither bytes nor timers', () => {
    const before = timers();
    const { host, core, attachments, begin } = carryOut([
        { ...request, url: 'https://shop.example/never' },
    ]);
    core.due = Date.now() + 60_000;
    begin();
    assert.equal(timers(), before + 2);
    host.destroy();
    assert.equal(timers(), before);
    assert.equal(attachments.get(1), undefined);
});

test('an earlier deadline replaces the timer of a later one', () => {
    const before = timers();
    const { host, core, begin } = carryOut([]);
    core.due = Date.now() + 60_000;
    begin();
    core.due -= 30_000;
    host.feed({ type: 'Online' });
    assert.equal(timers(), before + 1);
    host.destroy();
    assert.equal(timers(), before);
});

test('no timer is left when the core no longer has a deadline', async () => {
    const before = timers();
    const { host, core, begin } = carryOut([]);
    core.due = Date.now() + 20;
    begin();
    core.due = -1;
    host.feed({ type: 'Online' });
    await sleep(50);
    assert.equal(timers(), before);
    host.destroy();
});

test('a host that is destroyed while its core handles an input carries out no effects', () => {
    const { host, core, socket, begin } = carryOut([]);
    const { handle } = core;
    core.handle = (...given) => {
        handle(...given);
        host.destroy();
        return JSON.stringify([{ json: 0, effects: [open] }]);
    };
    begin();
    assert.equal(socket.onmessage, null);
});

test('a host that is destroyed while its core handles an input leaves no timer', () => {
    const before = timers();
    const { host, core, begin } = carryOut([]);
    const { handle } = core;
    core.due = Date.now() + 60_000;
    core.handle = (...given) => {
        host.destroy();
        return handle(...given);
    };
    begin();
    assert.equal(timers(), before);
});
