/**
 * Sockets by the numbers of the core: the browser's own, and those over long-polling, told apart by
 * their addresses. A socket that was closed here is cut off at
 * once: its handlers are taken away, so nothing of it arrives later.
 */
import { Arrivals } from './arrivals.ts';
import type { Attachments } from './attachments.ts';
import type { Frame, PollingSocket } from './polling_socket.ts';
import { frameSeparator, type Input } from './protocol.ts';

/** The longest frame that is handed to the core; a longer one ends the connection. */
export const frameLengthMax = 16 * 1024 * 1024;

/** What is longer is handed over by itself: to copy it costs more than to call the core again. */
const togetherMax = 32 * 1024;

const closeCodeAbnormal = 1006;
const closeCodeTooBig = 1009;

export interface SocketEnvironment {
    webSocket(url: string): WebSocket;
    fetch(url: string, init: RequestInit): Promise<Response>;
    /** Whether somebody listens to the server's events as such. */
    wantsEvents(): boolean;
}

type Connection = WebSocket | PollingSocket;
type Heard = Input & { type: 'SocketText' };
interface Arrival {
    connection: Connection;
    loud: Heard;
    quiet: Heard;
    frame: Frame;
    /** Those that are handed over with it, itself first. */
    texts?: string[];
}

/**
 * Whether code of the page may have waited for it: a CONNECT, an ACK, a BINARY_ACK or the bytes of
 * one. That code goes on before the next frame comes, such as to listen to the events that follow.
 */
function endsWait(frame: Frame): boolean {
    return typeof frame !== 'string' || /^4[036]/.test(frame);
}

/** Texts of one connection go together: half of what the core costs is to be called. */
function together(arrivals: Arrival[]): Arrival[] {
    const all: Arrival[] = [];
    let units = 0;
    for (const arrival of arrivals) {
        const { connection, frame } = arrival;
        if (typeof frame === 'string') {
            const last = all[all.length - 1];
            const texts = frame.split(frameSeparator);
            units += frame.length;
            if (last?.connection === connection && last.texts && units < togetherMax) {
                last.texts.push(...texts);
                continue;
            }
            arrival.texts = texts;
            units = frame.length;
        }
        all.push(arrival);
    }
    return all;
}

export class Sockets {
    /** `null`: the code that it needs is on its way. */
    private readonly open_ = new Map<number, Connection | null>();

    private readonly arrivals = new Arrivals<Arrival>(
        (arrivals) => {
            for (const arrival of together(arrivals)) this.received(arrival);
        },
        ({ frame }) => endsWait(frame),
    );

    /** Of imports. */
    private failures = 0;

    constructor(
        private readonly environment: SocketEnvironment,
        private readonly attachments: Attachments,
        private readonly feed: (input: Input, texts?: string[]) => void,
    ) {}

    open(socket: number, url: string): void {
        if (!url.startsWith('ws')) {
            this.poll(socket, url);
            return;
        }
        try {
            this.attach(socket, this.environment.webSocket(url));
        } catch {
            // A refused address or policy.
            this.failed(socket);
        }
    }

    private async poll(socket: number, url: string): Promise<void> {
        const { environment } = this;
        this.open_.set(socket, null);
        try {
            const part = await this.importPolling();
            if (!this.open_.has(socket)) return;
            const fetch: typeof environment.fetch = (...request) => environment.fetch(...request);
            this.attach(socket, new part.PollingSocket(url, fetch));
        } catch {
            if (this.open_.delete(socket)) this.failed(socket);
        }
    }

    /** A failed import is final in some browsers: the next one goes by another address. */
    private async importPolling(): Promise<typeof import('./messaging-polling.js')> {
        try {
            if (this.failures === 0) return await import('./messaging-polling.js');
            const here = import.meta.url;
            const { href } = new URL(`./messaging-polling.js?${this.failures}`, here);
            return await import(/* @vite-ignore */ /* webpackIgnore: true */ href);
        } catch (error) {
            this.failures += 1;
            throw error;
        }
    }

    /** To the core this is a connection that failed. */
    private failed(socket: number): void {
        this.feed({ type: 'SocketClosed', socket, code: closeCodeAbnormal });
    }

    private attach(socket: number, connection: Connection): void {
        connection.binaryType = 'arraybuffer';
        // The same objects for all: the host sees by them that the control is the same.
        const loud: Heard = { type: 'SocketText', socket };
        const quiet: Heard = { ...loud, quiet: true };
        connection.onmessage = (event: { data: Frame }) => {
            this.arrivals.add({ connection, loud, quiet, frame: event.data });
        };
        connection.onclose = (event: { code: number }) => {
            this.arrivals.flush();
            // What waited may have ended it.
            if (this.open_.get(socket) !== connection) return;
            this.forget(socket);
            this.feed({ type: 'SocketClosed', socket, code: event.code });
        };
        this.open_.set(socket, connection);
    }

    send(socket: number, data: Frame): void {
        const connection = this.open_.get(socket);
        // Sending on a closing socket would be silently lost; `onclose` tells the core anyway.
        if (connection?.readyState === 1) connection.send(data);
        // What probes a session is the first to speak.
        if (connection?.readyState === 0) {
            (connection as WebSocket).addEventListener('open', () => connection.send(data));
        }
    }

    drain(socket: number): void {
        (this.open_.get(socket) as PollingSocket | null | undefined)?.drain?.();
    }

    close(socket: number): void {
        const connection = this.forget(socket);
        try {
            connection?.close();
        } catch {}
    }

    closeAll(): void {
        for (const socket of [...this.open_.keys()]) this.close(socket);
        this.arrivals.drop();
    }

    private received({ connection, loud, quiet, frame, texts }: Arrival): void {
        const { socket } = loud;
        if (this.open_.get(socket) !== connection) return;
        const length = typeof frame === 'string' ? frame.length : frame.byteLength;
        if (length > frameLengthMax) {
            this.close(socket);
            this.feed({ type: 'SocketClosed', socket, code: closeCodeTooBig });
        } else if (typeof frame === 'string') {
            this.feed(this.environment.wantsEvents() ? loud : quiet, texts);
        } else {
            const attachment = this.attachments.add(frame);
            this.feed({ type: 'SocketBinary', socket, attachment, bytes: length });
        }
    }

    private forget(socket: number): Connection | null | undefined {
        const connection = this.open_.get(socket);
        this.open_.delete(socket);
        if (connection) {
            connection.onmessage = null;
            connection.onclose = null;
        }
        return connection;
    }
}
