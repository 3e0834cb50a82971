/**
 * A connection that was begun before the core. The core opens its first socket as ever; where that
 * is to the same address, it gets this one, and hears what has come of it so far.
 */
import type { BegunSocket } from '../web/early_socket.ts';

export class EarlySocket {
    constructor(private begun: BegunSocket | undefined) {}

    /** The socket for whoever opens the first one; nothing where that is another. */
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

    /** Nobody wants it. */
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
