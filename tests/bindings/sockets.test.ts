import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { intervalMs, singlesMax } from '../../bindings/arrivals.ts';
import { Attachments } from '../../bindings/attachments.ts';
import { PollingSocket } from '../../bindings/polling_socket.ts';
import type { Input } from '../../bindings/protocol.ts';
import { frameLengthMax, Sockets } from '../../bindings/sockets.ts';

class FakeSocket {
    static all: FakeSocket[] = [];
    readyState = 1;
    binaryType = '';
    sent: unknown[] = [];
    closed = 0;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;

    onopen: Array<() => void> = [];

    constructor(readonly url: string) {
        if (url === 'ws:refused') throw new SyntaxError(url);
        FakeSocket.all.push(this);
    }

    addEventListener(_name: 'open', listener: () => void): void {
        this.onopen.push(listener);
    }

    send(data: unknown): void {
        this.sent.push(data);
    }

    close(): void {
        this.closed += 1;
    }
}

/** Waits until every socket that was opened before has its code. */
async function hasCode(): Promise<void> {
    await import('../../bindings/messaging-polling.ts');
    await new Promise((resolve) => setTimeout(resolve, 0));
}

const refuse = () => Promise.reject(new TypeError('refused'));
const neverAnswer = () => new Promise<Response>(() => {});

function start(answer: () => Promise<Response> = refuse, wantsEvents = () => true) {
    const fed: Array<[Input, (string[] | undefined)?]> = [];
    const attachments = new Attachments();
    const type = FakeSocket as unknown as typeof WebSocket;
    const requests: string[] = [];
    const sockets = new Sockets(
        {
            webSocket: (url) => new type(url),
            fetch: (url) => {
                requests.push(url);
                return answer();
            },
            wantsEvents,
        },
        attachments,
        (...input) => fed.push(input),
    );
    const open = (socket: number): FakeSocket => {
        sockets.open(socket, 'wss://shop.example/');
        return FakeSocket.all[FakeSocket.all.length - 1] as FakeSocket;
    };
    return { sockets, attachments, fed, open, requests };
}

test('frames are fed with the number of their socket', () => {
    const { attachments, fed, open } = start();
    const socket = open(7);
    assert.equal(socket.binaryType, 'arraybuffer');
    socket.onmessage?.({ data: '0{}' });
    const bytes = new Uint8Array([1, 2, 3]).buffer;
    socket.onmessage?.({ data: bytes });
    assert.deepEqual(fed, [
        [{ type: 'SocketText', socket: 7 }, ['0{}']],
        [{ type: 'SocketBinary', socket: 7, attachment: 1, bytes: 3 }],
    ]);
    assert.equal(attachments.get(1), bytes);
});

test('frames are quiet as long as nobody listens to events', () => {
    let listens = false;
    const { fed, open } = start(refuse, () => listens);
    const socket = open(1);
    socket.onmessage?.({ data: '42["news"]' });
    listens = true;
    socket.onmessage?.({ data: '42["news"]' });
    assert.deepEqual(fed, [
        [{ type: 'SocketText', socket: 1, quiet: true }, ['42["news"]']],
        [{ type: 'SocketText', socket: 1 }, ['42["news"]']],
    ]);
});

test('a socket closed by the host is detached and sends nothing more', () => {
    const { sockets, fed, open } = start();
    const socket = open(1);
    sockets.close(1);
    assert.equal(socket.closed, 1);
    assert.equal(socket.onmessage, null);
    assert.equal(socket.onclose, null);
    sockets.send(1, 'late');
    sockets.close(1);
    assert.deepEqual([fed, socket.sent], [[], []]);
});

test('a socket closed by the server is reported once', () => {
    const { sockets, fed, open } = start();
    const socket = open(1);
    socket.onclose?.({ code: 1001 });
    sockets.closeAll();
    assert.deepEqual(fed, [[{ type: 'SocketClosed', socket: 1, code: 1001 }]]);
    assert.equal(socket.closed, 0);
});

test('the texts of a burst are fed together', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { fed, open } = start();
    const socket = open(1);
    for (let sent = 0; sent < 7; sent++) socket.onmessage?.({ data: `42["40",${sent}]` });
    t.mock.timers.tick(intervalMs);
    assert.deepEqual(fed.slice(singlesMax), [
        [{ type: 'SocketText', socket: 1 }, ['42["40",4]', '42["40",5]', '42["40",6]']],
    ]);
});

test('texts of two sockets, and very long ones, are not fed together', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { fed, open } = start();
    const [first, second] = [open(1), open(2)];
    for (let sent = 0; sent < singlesMax; sent++) first?.onmessage?.({ data: '2' });
    const long = '4'.repeat(260_000);
    for (const data of [long, long]) first?.onmessage?.({ data });
    for (const socket of [second, first, first]) socket?.onmessage?.({ data: '2' });
    t.mock.timers.tick(intervalMs);
    assert.deepEqual(
        fed.slice(singlesMax).map(([input, text]) => ['socket' in input && input.socket, text]),
        [
            [1, [long]],
            [1, [long]],
            [2, ['2']],
            [1, ['2', '2']],
        ],
    );
});

test('the waiting frames of a burst are fed before the close of their socket', () => {
    const { fed, open } = start();
    const socket = open(1);
    for (let sent = 0; sent < 20; sent++) socket.onmessage?.({ data: `2${sent}` });
    assert.equal(fed.length, singlesMax);
    socket.onclose?.({ code: 1000 });
    const [last, end] = fed.slice(-2);
    assert.equal(last?.[1]?.length, 20 - singlesMax);
    assert.deepEqual(end, [{ type: 'SocketClosed', socket: 1, code: 1000 }]);
});

test('a socket that the host closes while its last frames are fed reports no close', () => {
    const { sockets, fed, open } = start();
    const socket = open(1);
    for (let sent = 0; sent < 20; sent++) socket.onmessage?.({ data: `2${sent}` });
    const { push } = fed;
    fed.push = (input) => {
        sockets.close(1);
        return push.call(fed, input);
    };
    socket.onclose?.({ code: 1000 });
    assert.deepEqual(
        fed.slice(singlesMax).map(([input]) => input.type),
        ['SocketText'],
    );
});

test('a socket that fails to close does not keep others open', () => {
    const { sockets, open } = start();
    const [first, second] = [open(1), open(2)];
    if (first) first.close = () => assert.fail('cannot be closed');
    sockets.closeAll();
    assert.equal(second?.closed, 1);
});

test('closing all sockets leaves no timer for waiting frames', () => {
    const timers = () =>
        process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { sockets, open } = start();
    const socket = open(1);
    const before = timers();
    for (let sent = 0; sent < 20; sent++) socket.onmessage?.({ data: `2${sent}` });
    assert.equal(timers(), before + 1);
    sockets.closeAll();
    assert.equal(timers(), before);
});

test('the waiting frames of a socket closed by the host are not fed', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { sockets, fed, open } = start();
    const socket = open(1);
    for (let sent = 0; sent < 20; sent++) socket.onmessage?.({ data: `4${sent}` });
    sockets.close(1);
    t.mock.timers.tick(intervalMs);
    assert.equal(fed.length, singlesMax);
});

for (const answer of ['430["done"]', '460-["done"]', '40{"sid":"s"}', new ArrayBuffer(1)]) {
    const what = typeof answer === 'string' ? answer.slice(0, 2) : 'binary';
    const title = `frames after a ${what} frame are fed once the page has run`;
    test(title, { timeout: 10_000 }, async () => {
        const { fed, open } = start();
        const socket = open(1);
        for (const data of ['2', '2', '2', '2', '42["before"]', answer, '42["after"]']) {
            socket.onmessage?.({ data });
        }
        /** How many inputs had been fed each time the page could run. */
        const turns: number[] = [];
        const { push } = fed;
        fed.push = (input) => {
            queueMicrotask(() => turns.push(fed.length));
            return push.call(fed, input);
        };
        // Only a text is fed together with the text before it.
        const wanted = typeof answer === 'string' ? [5, 6] : [6, 6, 7];
        while (turns.length < wanted.length) await new Promise((resolve) => setTimeout(resolve));
        assert.deepEqual(turns, wanted);
    });
}

test('a refused address is reported as a failed connection', () => {
    const { sockets, fed } = start();
    sockets.open(3, 'ws:refused');
    assert.deepEqual(fed, [[{ type: 'SocketClosed', socket: 3, code: 1006 }]]);
});

test('early data is sent once the socket opens; a closing socket sends nothing', () => {
    const { sockets, open } = start();
    const socket = open(1);
    socket.readyState = 0;
    sockets.send(1, 'early');
    sockets.send(1, 'also');
    assert.deepEqual(socket.sent, []);
    socket.readyState = 1;
    for (const listener of socket.onopen) listener();
    sockets.send(1, 'now');
    socket.readyState = 2;
    sockets.send(1, 'late');
    assert.deepEqual(socket.sent, ['early', 'also', 'now']);
});

test('an HTTP address opens a long-polling session once its code has loaded', async () => {
    const { sockets, fed, requests } = start();
    const before = FakeSocket.all.length;
    sockets.open(1, 'https://shop.example/?transport=polling');
    sockets.send(1, 'early');
    await hasCode();
    assert.equal(FakeSocket.all.length, before);
    assert.deepEqual(requests, ['https://shop.example/?transport=polling']);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.deepEqual(fed, [[{ type: 'SocketClosed', socket: 1, code: 1006 }]]);
});

test('a long-polling session closed before its code has loaded never begins', async () => {
    const { sockets, fed, requests } = start();
    sockets.open(1, 'https://shop.example/');
    sockets.close(1);
    await hasCode();
    assert.deepEqual([requests, fed], [[], []]);
});

/** What the core is told if a long-polling session fails at its beginning, after `before`. */
async function failingSession(t: TestContext, before: (sockets: Sockets) => void = () => {}) {
    const { sockets, fed } = start();
    t.mock.method(PollingSocket.prototype, 'poll' as 'drain', () => {
        before(sockets);
        throw new Error('cannot begin');
    });
    sockets.open(1, 'https://shop.example/');
    await hasCode();
    return fed;
}

test('a long-polling session that cannot begin is a failed connection', async (t) => {
    const fed = await failingSession(t);
    assert.deepEqual(fed, [[{ type: 'SocketClosed', socket: 1, code: 1006 }]]);
});

test('a long-polling session that was closed does not report that it failed', async (t) => {
    assert.deepEqual(await failingSession(t, (sockets) => sockets.close(1)), []);
});

test('only a long-polling session is drained', async (t) => {
    const { sockets, open } = start(neverAnswer);
    const drain = t.mock.method(PollingSocket.prototype, 'drain');
    open(1);
    sockets.open(2, 'https://shop.example/');
    await hasCode();
    for (const socket of [1, 2, 3]) sockets.drain(socket);
    assert.equal(drain.mock.callCount(), 1);
    sockets.closeAll();
});

test('a frame beyond the size limit ends the connection', () => {
    const { fed, open } = start();
    const socket = open(1);
    socket.onmessage?.({ data: 'x'.repeat(frameLengthMax) });
    assert.equal(fed.length, 1);
    socket.onmessage?.({ data: 'x'.repeat(frameLengthMax + 1) });
    assert.deepEqual(fed[1], [{ type: 'SocketClosed', socket: 1, code: 1009 }]);
    assert.equal(socket.closed, 1);
});
