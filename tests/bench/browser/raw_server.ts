// A WebSocket without a protocol: JSON in, JSON out.
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** Sends a message to all that listen. */
export type Broadcast = (conversationId: string, text: string) => void;
export type Keep = (conversationId: string, text: string) => Promise<void>;

export function upgrade(server: Server, path: string, open: (socket: WebSocket) => void): void {
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
        if (request.url !== path) return;
        sockets.handleUpgrade(request, socket, head, open);
    });
}

export function listen(server: Server, path: string, keep: Keep): Broadcast {
    const open = new Set<WebSocket>();
    upgrade(server, path, (socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
        socket.on('message', async (data) => {
            const { send, conversationId, text } = JSON.parse(String(data));
            await keep(conversationId, text);
            socket.send(JSON.stringify({ acknowledged: send }));
        });
    });
    return (_conversationId, text) => {
        for (const socket of open) socket.send(text);
    };
}
