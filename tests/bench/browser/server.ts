// The server that all contenders talk to, in a process of its own: Socket.IO with the messaging
// contract, a plain WebSocket and Centrifuge's protocol, all over one store in memory. Every client
// is Alice; the messages that she receives are from Bloom.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { Server } from 'socket.io';
import { attachMessaging } from '../../../server/attach_messaging.ts';
import { silentLog } from '../../../server/log.ts';
import { createMemoryStore } from '../../../server/store/memory_store.ts';
import { bundleContenders } from './bundle.ts';
import { listen as listenForCentrifuge } from './centrifuge_server.ts';
import { listen as listenForRaw } from './raw_server.ts';
import { createSender } from './sender.ts';

const page = fileURLToPath(new URL('page', import.meta.url));
const endless = Number.MAX_SAFE_INTEGER;

export const alice = { userId: 'usr_alice', name: 'Alice Martin', role: 'customer' };
export const bloom = { userId: 'usr_bloom', name: 'Bloom & Vine', role: 'supplier' };

const app = express();
const server = createServer(app);
const io = new Server(server, { serveClient: false });
const store = createMemoryStore();
/** Responses that replace those of the store, by path. */
const prepared = new Map<string, string>();

app.use((request, response, next) => {
    const answer = request.method === 'GET' ? prepared.get(request.path) : undefined;
    if (answer === undefined) return next();
    response.type('json').send(answer);
});
// All from memory, so that this server's disk is not measured.
const files = await bundleContenders();
app.get('/bench/contenders/:name', (request, response, next) => {
    const { name } = request.params;
    const content = files.get(name);
    if (content === undefined) return next();
    response.type(path.extname(name)).set('Cache-Control', 'max-age=3600').send(content);
});
app.use('/bench', express.static(page, { maxAge: 3_600_000 }));
app.get('/api/csrf-token', (_request, response) => void response.json({ csrfToken: 'none' }));
const messaging = attachMessaging(io, app, {
    store,
    authenticate: () => ({ user: { id: alice.userId, name: alice.name, role: alice.role } }),
    limits: { messages: endless, requests: endless, events: endless, typing: endless },
    log: silentLog,
});

async function keep(conversationId: string, text: string): Promise<void> {
    await store.addMessage({
        conversationId,
        sender: { id: alice.userId, role: alice.role, name: alice.name },
        text,
    });
}

io.on('connection', (socket) => {
    socket.on('bench:send', ({ conversationId, text }, acknowledge) => {
        void keep(conversationId, text).then(() => acknowledge({ ok: true }));
    });
});
const raw = listenForRaw(server, '/bench/raw', keep);
const centrifuge = listenForCentrifuge(server, '/bench/centrifuge', keep);
const send = createSender({ io, raw, centrifuge });

/** A conversation whose history is one message, `begin`. */
async function converse(): Promise<string> {
    const { id } = await store.createConversation({
        subject: 'A benchmark',
        participants: [alice, bloom],
    });
    await keep(id, 'begin');
    return id;
}

interface Asked {
    id: number;
    name: string;
    argument: never;
}

const commands: Record<string, (argument: never) => unknown> = {
    converse,
    send,
    /** From now on, this text is the response at the path. */
    prepare: ({ url, answer }: { url: string; answer: string }) => void prepared.set(url, answer),
};

await messaging.ready;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
process.on('message', async ({ id, name, argument }: Asked) => {
    const answer = await commands[name]?.(argument);
    process.send?.({ id, answer });
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0, answer: (server.address() as AddressInfo).port });
