// A connection that is begun before there is a core to open it.
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

/** A browser that has stored these keys. */
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

/** What a system with these options begins, if it wants to connect. */
const beginWith = (options: MessagingOptions, wantsConnection = true) =>
    beginSocket({ options, wantsConnection, who: () => undefined } as Link);

async function begin(url = 'https://shop.example') {
    enter();
    const begun = await beginWith({ url });
    return { early: new EarlySocket(begun), socket: begun?.socket as unknown as FakeSocket };
}

/** Takes the socket as the host does: the handlers come afterwards. */
function take(early: EarlySocket): string[] {
    const heard: string[] = [];
    const socket = early.take(address);
    if (!socket) return ['none'];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code }) => heard.push(`closed ${code}`);
    return heard;
}

test('who opens the same address gets the socket, and hears what has come, once and in order', async () => {
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

test('a socket that has failed by then tells so', async () => {
    const { early, socket } = await begin();
    socket.onclose?.({ type: 'close', code: 1006 });
    const heard = take(early);
    await null;
    assert.deepEqual(heard, ['closed 1006']);
});

test('where the core goes another way, the socket is closed and says nothing more', async () => {
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
    test(`the server of the option "url" is meant: ${url}`, async () => {
        const { socket } = await begin(url);
        assert.equal(socket.url, `${origin}/socket.io/?EIO=4&transport=websocket`);
    });
}

test('the option "path" is where the server listens', async () => {
    enter();
    const begun = await beginWith({ url: 'https://shop.example', path: '/chat' });
    assert.equal(begun?.socket.url, 'wss://shop.example/chat/?EIO=4&transport=websocket');
});

test('none is begun where another tab may have a connection to share', async () => {
    enter('messaging:led');
    assert.equal(await beginWith({ url: 'https://shop.example' }), undefined);
});

test('none is begun on a network that has let none through', async () => {
    enter('messaging:polling:shop.example');
    assert.equal(await beginWith({ url: 'https://shop.example' }), undefined);
    assert.ok(await beginWith({ url: 'https://shop.example:444' }));
});

test('none is begun for a page that no longer wants one, or brings its own WebSocket', async () => {
    enter();
    const url = 'https://shop.example';
    assert.equal(await beginWith({ url }, false), undefined);
    const own = FakeSocket as unknown as typeof WebSocket;
    assert.equal(await beginWith({ url, WebSocket: own }), undefined);
});

test('what the page says in the same breath counts', async () => {
    enter();
    const link = { options: { url: 'https://shop.example' }, who: () => undefined } as Link;
    const begun = beginSocket(link);
    link.wantsConnection = true;
    assert.ok(await begun);
});

test('none is begun where nothing can be kept', async () => {
    replace('localStorage', undefined);
    await assert.rejects(beginWith({ url: 'https://shop.example' }));
});
