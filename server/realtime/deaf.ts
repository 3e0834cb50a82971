import type { Server } from 'socket.io';
import { waitingPacketsMax } from '../contract.ts';

/** What is used of a connection of Engine.IO. */
interface Connection {
    readonly writeBuffer: readonly object[];
    on(event: 'packetCreate', listener: () => void): unknown;
    close(discard: boolean): void;
}

/**
 * Ends who answers pings and reads nothing: what waits for him would grow without end. He has as
 * long as for an answer to a ping.
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
            // An orderly end would wait until he has read it all.
            if (now - since > pingTimeout) connection.close(true);
        });
    });
}
