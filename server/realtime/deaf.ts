import type { Server } from 'socket.io';
import { waitingPacketsMax } from '../contract.ts';

/** The parts of an Engine.IO connection used here. */
interface Connection {
    readonly writeBuffer: readonly object[];
    on(event: 'packetCreate', listener: () => void): unknown;
    close(discard: boolean): void;
}

/**
 * Closes connections that answer pings but read nothing, as their queue would grow without limit.
 * They have as long as for answering a ping.
 */
export function endDeaf({ engine }: Server): void {
    const { pingTimeout } = engine.opts as { pingTimeout: number };
    engine.on('connection', (connection: Connection) => {
        let first: object | undefined;
        let since = 0;
        connection.on('packetCreate', () => {
            const { writeBuffer: waiting } = connection;
            if (waiting.length <= waitingPacketsMax) return;
            const now = Date.now();
            if (waiting[0] !== first) since = now;
            first = waiting[0];
            // An orderly close would wait until everything has been read.
            if (now - since > pingTimeout) connection.close(true);
        });
    });
}
