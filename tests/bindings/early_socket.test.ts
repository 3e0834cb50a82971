// A connection that is opened before the core has loaded.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { EarlySocket } from '../../bindings/early_socket.ts';
import { beginSocket } from '../../web/early_socket.ts';
import type { Link } from '../../web/link.ts';
import type { MessagingOptions } from '../../web/options.ts';

const address = 'wss://shop.example/socket.io/?EIO=4&transport=websocket';

class FakeSocket {
    onmessage: ((event: unknown) => void) | null = null;
    onclose: ((event: unknown) => void) | null = null;
    closed = 0;

    constructor(readonly url: string) {}

    close(): void {
        this.closed += 1;
    }

    says(data: string): void {
        this.onmessage?.({ type: 'message', data });
    }
}

const before = ['localStorage', 'WebSocket'].map((name) => ({
    name,
    property: Object.getOwnPropertyDescriptor(globalThis, name),
}));

/** Simulates a browser whose storage has these keys. */
function enter(...keys: string[]): void {
    replace('WebSocket', FakeSocket);
    replace('localStorage', { getItem: (key: string) => (keys.includes(key) ? '1' : null) });
}

function replace(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { configurable: true, value });
}

afterEach(() => {
    for (const { name, property } of before) {
        if (property) Object.defineProperty(globalThis, name, property);
        else Reflect.deleteProperty(globalThis, name);
    }
});

/** Opens the early socket of a system with these options. */
const beginWith = (options: MessagingOptions, wantsConnection = true) =>
    beginSocket({ options, wantsConnection, who: () => undefined } as Link);

async function begin(url = 'https://shop.example') {
    enter();
    const begun = await beginWith({ url });
    return { early: new EarlySocket(begun), socket: begun?.socket as unknown as FakeSocket };
}

/** Takes the socket as the host does: the handlers are set afterwards. */
function take(early: EarlySocket): string[] {
    const heard: string[] = [];
    const socket = early.take(address);
    if (!socket) return ['none'];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code }) => heard.push(`closed ${code}`);
    return heard;
}

test('opening the same address takes the socket once and replays its events in order', async () => {
    const { early, socket } = await begin();
    socket.says('0{}');
    socket.says('2');
    const heard = take(early);
    assert.deepEqual(heard, []);
    await null;
    socket.says('42["a"]');
    assert.deepEqual(heard, ['0{}', '2', '42["a"]']);
    assert.deepEqual(take(early), ['none']);
    early.close();
    assert.equal(socket.closed, 0);
});

test('a socket that failed before it was taken reports its close', async () => {
    const { early, socket } = await begin();
    socket.onclose?.({ type: 'close', code: 1006 });
    const heard = take(early);
    await null;
    assert.deepEqual(heard, ['closed 1006']);
});

test('if the core opens another address, the early socket is closed and detached', async () => {
    const { early, socket } = await begin();
    assert.equal(early.take('wss://shop.example/elsewhere'), undefined);
    assert.equal(socket.closed, 1);
    assert.equal(socket.onmessage, null);
    assert.deepEqual(take(early), ['none']);
});

test('a socket that nobody takes is closed once', async () => {
    const { early, socket } = await begin();
    early.close();
    early.close();
    assert.equal(socket.closed, 1);
});

for (const [url, origin] of [
    ['https://shop.example/', 'wss://shop.example'],
    ['wss://http.example', 'wss://http.example'],
    ['http://http.example:81', 'ws://http.example:81'],
] as const) {
    test(`the socket connects to the server of the option "url": ${url}`, async () => {
        const { socket } = await begin(url);
        assert.equal(socket.url, `${origin}/socket.io/?EIO=4&transport=websocket`);
    });
}

test('the socket connects to the path of the option "path"', async () => {
    enter();
    const begun = await beginWith({ url: 'https://shop.example', path: '/chat' });
    assert.equal(begun?.socket.url, 'wss://shop.example/chat/?EIO=4&transport=websocket');
});

test('no socket is opened if another tab may have a connection to share', async () => {
    enter('messaging:led');
    assert.equal(await beginWith({ url: 'https://shop.example' }), undefined);
});

test('no socket is opened to a host that is marked as needing long-polling', async () => {
    enter('messaging:polling:shop.example');
    assert.equal(await beginWith({ url: 'https://shop.example' }), undefined);
    assert.ok(await beginWith({ url: 'https://shop.example:444' }));
});

test('no socket is opened for a page that wants none or has its own WebSocket', async () => {
    enter();
    const url = 'https://shop.example';
    assert.equal(await beginWith({ url }, false), undefined);
    const own = FakeSocket as unknown as typeof WebSocket;
    assert.equal(await beginWith({ url, WebSocket: own }), undefined);
});

test('a connection that the page requests later in the same task counts', async () => {
    enter();
    const link = { options: { url: 'https://shop.example' }, who: () => undefined } as Link;
    const begun = beginSocket(link);
    link.wantsConnection = true;
    assert.ok(await begun);
});

test('the socket is kept with the user that it was opened for', async () => {
    enter();
    let user = '"u1"';
    const options = { url: 'https://shop.example' };
    const link = { options, wantsConnection: true, who: () => user } as unknown as Link;
    const begun = await beginSocket(link);
    user = '"u2"';
    assert.equal(begun?.user, '"u1"');
});

test('without localStorage, opening the socket rejects', async () => {
    replace('localStorage', undefined);
    await assert.rejects(beginWith({ url: 'https://shop.example' }));
});
