/**
 * A connection that is begun while the code of the core is still on its way. The core opens its
 * first socket as ever; where that is to the same address, it gets this one, and hears what has
 * come of it so far.
 */
export class EarlySocket {
    private readonly happened: Array<() => void> = [];
    private socket: WebSocket | null = null;

    constructor(
        type: typeof WebSocket,
        private readonly url: string,
    ) {
        try {
            const socket = new type(url);
            socket.onmessage = (event) => this.happened.push(() => socket.onmessage?.(event));
            socket.onclose = (event) => this.happened.push(() => socket.onclose?.(event));
            this.socket = socket;
        } catch {
            // A refused address or policy, as the core will find out.
        }
    }

    /** The socket for whoever opens the first one; nothing where that is another. */
    take(url: string): WebSocket | null {
        const { socket } = this;
        if (url !== this.url) this.close();
        else if (socket) {
            queueMicrotask(() => {
                for (const repeat of this.happened) repeat();
            });
        }
        this.socket = null;
        return url === this.url ? socket : null;
    }

    /** Nobody wants it. */
    close(): void {
        const { socket } = this;
        this.socket = null;
        if (!socket) return;
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
    }
}
