// The parts of Socket.IO's server that messaging uses, over frames that stay in the process.

import { newId } from '../ids.ts';

// biome-ignore lint/suspicious/noExplicitAny: listeners of all events.
type Listener = (...args: any[]) => void;
type Middleware = (socket: TestSocket, next: (error?: Error) => void) => void;

/** The other end of a socket. */
export interface Wire {
    send(packet: string): void;
    end(): void;
}

export class TestSockets {
    readonly connected = new Set<TestSocket>();
    readonly sockets = {
        adapter: {
            rooms: {
                has: (room: string) => this.in(room).length > 0,
                get: (room: string) => new Set(this.in(room).map(({ id }) => id)),
            },
        },
        sockets: { get: (id: string) => [...this.connected].find((one) => one.id === id) },
    };
    private admit: Middleware = (_socket, next) => next();
    private greet: (socket: TestSocket) => void = () => {};

    use(middleware: Middleware): void {
        this.admit = middleware;
    }

    on(_event: 'connection', listener: (socket: TestSocket) => void): void {
        this.greet = listener;
    }

    get local(): this {
        return this;
    }

    to(rooms: string | string[]): Audience {
        return new Audience(this.connected, [rooms].flat());
    }

    private in(room: string): TestSocket[] {
        return [...this.connected].filter((one) => one.isIn(room));
    }

    /** Answers a CONNECT packet. */
    connect(socket: TestSocket): void {
        this.admit(socket, (error) => {
            if (error) return socket.wire.send(`4${JSON.stringify({ message: error.message })}`);
            socket.connected = true;
            this.connected.add(socket);
            socket.wire.send(`0${JSON.stringify({ sid: socket.id })}`);
            this.greet(socket);
        });
    }

    lose(socket: TestSocket): void {
        if (!this.connected.delete(socket)) return;
        socket.connected = false;
        socket.hear('disconnect');
    }
}

class Audience {
    constructor(
        private readonly all: ReadonlySet<TestSocket>,
        private readonly rooms: string[],
        private readonly without: string[] = [],
    ) {}

    except(room: string): Audience {
        return new Audience(this.all, this.rooms, [...this.without, room]);
    }

    emit(event: string, payload: unknown): void {
        for (const socket of this.all) {
            const isMeant = this.rooms.some((room) => socket.isIn(room));
            if (isMeant && !this.without.some((room) => socket.isIn(room))) {
                socket.emit(event, payload);
            }
        }
    }
}

export class TestSocket {
    readonly id = newId('sid');
    readonly rooms = new Set([this.id]);
    readonly data: Record<string, unknown> = {};
    /** Each socket has a connection of its own. */
    readonly conn = { close: () => this.wire.end() };
    connected = false;
    private readonly listeners = new Map<string, Listener>();

    constructor(
        readonly wire: Wire,
        readonly request: unknown,
        readonly handshake: { auth: Record<string, unknown> },
    ) {}

    on(event: string, listener: Listener): void {
        this.listeners.set(event, listener);
    }

    hear(event: string, ...args: unknown[]): void {
        this.listeners.get(event)?.(...args);
    }

    isIn(room: string): boolean {
        return this.rooms.has(room);
    }

    join(room: string): void {
        this.rooms.add(room);
    }

    leave(room: string): void {
        this.rooms.delete(room);
    }

    emit(event: string, ...args: unknown[]): void {
        this.wire.send(`2${JSON.stringify([event, ...args])}`);
    }

    /** Handles an EVENT packet such as `["typing",{}]`, after its acknowledgement id if any. */
    receive(packet: string): void {
        const [, number = '', text = ''] = /^(\d*)(\[.*\])$/s.exec(packet) ?? [];
        const [event, ...args] = JSON.parse(text) as [string, ...unknown[]];
        if (event === 'disconnect') return;
        const acknowledge = (...answer: unknown[]) =>
            this.wire.send(`3${number}${JSON.stringify(answer)}`);
        this.hear(event, ...args, ...(number === '' ? [] : [acknowledge]));
    }

    disconnect(_close?: boolean): void {
        this.wire.end();
    }
}
