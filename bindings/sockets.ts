/**
 * Sockets by the core's numbers: the browser's own, and those over long-polling, told apart by URL.
 * A socket that is closed here is cut off at once: its handlers are removed, so nothing of it
 * arrives later.
 */
import { Arrivals } from './arrivals.ts';
import type { Attachments } from './attachments.ts';
import type { Frame, PollingSocket } from './polling_socket.ts';
import type { Input } from './protocol.ts';

/** The longest frame that is handed to the core; a longer one ends the connection. */
export const frameLengthMax = 16 * 1024 * 1024;

/** Texts go together up to this length: beyond it, copying costs more than another call. */
const togetherMax = 256 * 1024;

const closeCodeAbnormal = 1006;
const closeCodeTooBig = 1009;

export interface SocketEnvironment {
    webSocket(url: string): WebSocket;
    fetch(url: string, init: RequestInit): Promise<Response>;
    /** Whether anybody listens to the server's raw events. */
    wantsEvents(): boolean;
}

type Connection = WebSocket | PollingSocket;
type Heard = Input & { type: 'SocketText' };
/** Where a frame comes from, and the inputs that tell the core of its texts. */
interface Source {
    connection: Connection;
    loud: Heard;
    quiet: Heard;
}

/** The frame is read from its event late, so that those of a burst are read in a row. */
interface Arrival {
    source: Source;
    event: { data: Frame };
}

/** Consecutive texts, or bytes. */
interface Parcel {
    source: Source;
    content: string[] | ArrayBuffer;
}

/**
 * Whether the page's code may be waiting for it: a CONNECT, an ACK, a BINARY_ACK or the bytes of
 * one. That code continues before the next frame, for instance to listen to the events that follow.
 */
function endsWait(frame: Frame): boolean {
    return typeof frame !== 'string' || /^4[036]/.test(frame);
}

/** Consecutive texts of one connection go together: calling the core is half of its cost. */
function together(arrivals: Arrival[]): Parcel[] {
    const parcels: Parcel[] = [];
    let last: Parcel | undefined;
    let units = 0;
    for (const { source, event } of arrivals) {
        const frame = event.data;
        const isText = typeof frame === 'string';
        if (isText) {
            units += frame.length;
            if (last?.source === source && Array.isArray(last.content) && units < togetherMax) {
                last.content.push(frame);
                continue;
            }
            units = frame.length;
        }
        last = { source, content: isText ? [frame] : frame };
        parcels.push(last);
    }
    return parcels;
}

export class Sockets {
    /** `null` while the code for it is being loaded. */
    private readonly open_ = new Map<number, Connection | null>();

    private readonly arrivals = new Arrivals<Arrival>(
        (arrivals) => {
            for (const parcel of together(arrivals)) this.received(parcel);
        },
        ({ event }) => endsWait(event.data),
    );

    /** Imports that have failed. */
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
            // The address was refused, or a policy forbids it.
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

    /** In some browsers a failed import is final, so the next one uses another URL. */
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
        // The same objects for all frames: by them the host sees that the control is the same.
        const loud: Heard = { type: 'SocketText', socket };
        const quiet: Heard = { ...loud, quiet: true };
        const source = { connection, loud, quiet };
        connection.onmessage = (event: { data: Frame }) => this.arrivals.add({ source, event });
        connection.onclose = (event: { code: number }) => {
            this.arrivals.flush();
            // Frames that were waiting may have ended it.
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
        // A WebSocket that probes a session speaks first.
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

    private received({ source: { connection, loud, quiet }, content }: Parcel): void {
        const { socket } = loud;
        if (this.open_.get(socket) !== connection) return;
        const isText = Array.isArray(content);
        const length = isText ? (content[0] as string).length : content.byteLength;
        if (length > frameLengthMax) {
            this.close(socket);
            this.feed({ type: 'SocketClosed', socket, code: closeCodeTooBig });
        } else if (isText) {
            this.feed(this.environment.wantsEvents() ? loud : quiet, content);
        } else {
            const attachment = this.attachments.add(content);
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
