/**
 * A connection begun before the core. The core opens its first socket as usual; if that is to the
 * same address, it gets this one, followed by the events that have arrived so far.
 */
import type { BegunSocket } from '../web/early_socket.ts';

export class EarlySocket {
    constructor(private begun: BegunSocket | undefined) {}

    /** The socket, for the first one that is opened; undefined if that is to another address. */
    take(url: string): WebSocket | undefined {
        const { begun } = this;
        if (begun?.socket.url !== url) {
            this.close();
            return;
        }
        this.begun = undefined;
        queueMicrotask(() => {
            const { socket, heard } = begun;
            for (const event of heard) socket[`on${event.type as 'message'}`]?.(event);
        });
        return begun.socket;
    }

    /** It is not needed. */
    close(): void {
        const { begun } = this;
        this.begun = undefined;
        if (!begun) return;
        const { socket } = begun;
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
    }
}
