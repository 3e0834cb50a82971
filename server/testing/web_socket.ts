// A `WebSocket` connected to the test server, in the same process.

import { after, type Timer } from '../timer.ts';
import { TestSocket, type TestSockets } from './socket.ts';

const pingMs = 25_000;
const handshake = { upgrades: [], pingInterval: pingMs, pingTimeout: 20_000, maxPayload: 100_000 };
const codeLost = 1006;
const codeNormal = 1000;

export interface Line {
    io: TestSockets;
    /** Resolves with whether the server is reachable. */
    dial(): Promise<boolean>;
    /** Sockets to close when the line is cut. */
    open: Set<{ drop(): void }>;
}

/** Creates a class for the option `WebSocket`. `request` is passed to `authenticate`. */
export function webSocketTo(line: Line, request: unknown): typeof WebSocket {
    class LinkedSocket extends TestWebSocket {
        constructor(url: string | URL) {
            super(String(url), line, request);
        }
    }
    return LinkedSocket as unknown as typeof WebSocket;
}

const readyStates = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

class TestWebSocket extends EventTarget {
    binaryType = 'blob';
    readyState: number = readyStates.CONNECTING;
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: Event) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    onclose: ((event: Event) => void) | null = null;
    private socket: TestSocket | undefined;
    private ping: Timer | undefined;

    constructor(
        readonly url: string,
        private readonly line: Line,
        private readonly request: unknown,
    ) {
        super();
        void line.dial().then((answered) => (answered ? this.opened() : this.closed(codeLost)));
    }

    /** Takes Engine.IO frames; those starting with 4 contain a Socket.IO packet. */
    send(frame: string): void {
        if (this.readyState !== readyStates.OPEN) return;
        if (frame.startsWith('40')) this.connect(frame.slice(2));
        if (frame.startsWith('42')) this.socket?.receive(frame.slice(2));
        if (frame.startsWith('41') || frame === '1') this.close();
    }

    close(): void {
        void Promise.resolve().then(() => this.closed(codeNormal));
    }

    drop(): void {
        this.closed(codeLost);
    }

    private connect(auth: string): void {
        const wire = { send: (packet: string) => this.say(`4${packet}`), end: () => this.drop() };
        const known = { auth: auth === '' ? {} : JSON.parse(auth) };
        this.socket = new TestSocket(wire, this.request, known);
        this.line.io.connect(this.socket);
    }

    private opened(): void {
        if (this.readyState !== readyStates.CONNECTING) return;
        this.readyState = readyStates.OPEN;
        this.line.open.add(this);
        this.fire('open');
        this.say(`0${JSON.stringify({ sid: 'test', ...handshake })}`);
        this.keepAlive();
    }

    private keepAlive(): void {
        this.ping = after(pingMs, () => {
            this.say('2');
            this.keepAlive();
        });
    }

    private say(frame: string): void {
        if (this.readyState === readyStates.OPEN) this.fire('message', { data: frame });
    }

    private closed(code: number): void {
        if (this.readyState === readyStates.CLOSED) return;
        this.readyState = readyStates.CLOSED;
        clearTimeout(this.ping);
        this.line.open.delete(this);
        if (this.socket) this.line.io.lose(this.socket);
        this.fire('close', { code, reason: '', wasClean: code === codeNormal });
    }

    private fire(type: 'open' | 'message' | 'close', details: object = {}): void {
        const event = Object.assign(new Event(type), details);
        this[`on${type}`]?.(event);
        this.dispatchEvent(event);
    }
}
for (const owner of [TestWebSocket, TestWebSocket.prototype]) Object.assign(owner, readyStates);
