// A connection that is begun before there is a core to open it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EarlySocket } from '../../bindings/early_socket.ts';

const address = 'wss://shop.example/socket.io/?EIO=4&transport=websocket';

class FakeSocket {
    static last: FakeSocket;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    closed = 0;

    constructor(readonly url: string) {
        FakeSocket.last = this;
    }

    close(): void {
        this.closed += 1;
    }
}

const type = FakeSocket as unknown as typeof WebSocket;

/** Takes the socket as the host does: the handlers come afterwards. */
function take(early: EarlySocket): string[] {
    const heard: string[] = [];
    const socket = early.take(address) as unknown as FakeSocket | null;
    if (!socket) return ['none'];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code }) => heard.push(`closed ${code}`);
    return heard;
}

test('who opens the same address gets the socket, and hears what has come, once and in order', async () => {
    const early = new EarlySocket(type, address);
    assert.equal(FakeSocket.last.url, address);
    FakeSocket.last.onmessage?.({ data: '0{}' });
    FakeSocket.last.onmessage?.({ data: '2' });
    const heard = take(early);
    assert.deepEqual(heard, []);
    await null;
    FakeSocket.last.onmessage?.({ data: '42["a"]' });
    assert.deepEqual(heard, ['0{}', '2', '42["a"]']);
    assert.deepEqual(take(early), ['none']);
    early.close();
    assert.equal(FakeSocket.last.closed, 0);
});

test('a socket that has failed by then tells so', async () => {
    const early = new EarlySocket(type, address);
    FakeSocket.last.onclose?.({ code: 1006 });
    const heard = take(early);
    await null;
    assert.deepEqual(heard, ['closed 1006']);
});

test('where the core goes another way, the socket is closed and says nothing more', () => {
    const early = new EarlySocket(type, address);
    assert.equal(early.take('wss://shop.example/elsewhere'), null);
    assert.equal(FakeSocket.last.closed, 1);
    assert.equal(FakeSocket.last.onmessage, null);
    assert.deepEqual(take(early), ['none']);
});

test('a socket that nobody takes is closed once', () => {
    const early = new EarlySocket(type, address);
    early.close();
    early.close();
    assert.equal(FakeSocket.last.closed, 1);
});

test('an address that the browser refuses is left to the core', () => {
    class Refusing {
        constructor() {
            throw new SyntaxError('refused');
        }
    }
    const early = new EarlySocket(Refusing as unknown as typeof WebSocket, address);
    assert.deepEqual(take(early), ['none']);
    early.close();
});
