// As much of Centrifuge's JSON protocol as its client needs to connect, subscribe and publish;
// Centrifugo itself is not in the package registries that the other parts come from. The client,
// which is what is measured, is the real one.
// https://centrifugal.dev/docs/transports/client_protocol
import type { Server } from 'node:http';
import type { WebSocket } from 'ws';
import { type Broadcast, type Keep, upgrade } from './raw_server.ts';

interface Command {
    id?: number;
    connect?: object;
    subscribe?: { channel: string };
    unsubscribe?: { channel: string };
    publish?: { channel: string; data: { text: string } };
}

export function listen(server: Server, path: string, keep: Keep): Broadcast {
    const subscribers = new Map<WebSocket, Set<string>>();
    upgrade(server, path, (socket) => {
        const channels = new Set<string>();
        subscribers.set(socket, channels);
        socket.on('close', () => subscribers.delete(socket));
        socket.on('message', async (data) => {
            for (const line of String(data).split('\n')) {
                const command: Command = JSON.parse(line);
                const result = await resultOf(command, channels, keep);
                if (result) socket.send(JSON.stringify({ id: command.id, ...result }));
            }
        });
    });
    return (channel, text) => {
        const push = `{"push":{"channel":${JSON.stringify(channel)},"pub":{"data":${text}}}}`;
        for (const [socket, channels] of subscribers) if (channels.has(channel)) socket.send(push);
    };
}

async function resultOf(command: Command, channels: Set<string>, keep: Keep) {
    if (command.connect) return { connect: { client: 'bench', version: '0', ping: 25 } };
    if (command.subscribe) {
        channels.add(command.subscribe.channel);
        return { subscribe: {} };
    }
    if (command.unsubscribe) {
        channels.delete(command.unsubscribe.channel);
        return { unsubscribe: {} };
    }
    if (!command.publish) return null;
    await keep(command.publish.channel, command.publish.data.text);
    return { publish: {} };
}
