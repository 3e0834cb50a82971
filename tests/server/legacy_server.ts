// A server as existing pages know it: Socket.IO and the REST routes without any additions. It has
// no features, cursors, sync, `after`, acknowledgements, client ids or authorization. One variant
// emits the events that the pages expect, the other never emits any.

import { randomBytes } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { Server, type ServerOptions } from 'socket.io';

export interface PlainServerOptions {
    /** If false, sockets can connect but never receive an event. */
    events: boolean;
    port?: number;
    /** A folder to serve at `/`. */
    files?: string;
    /** Sees every request first. */
    intercept?: RequestHandler;
    pingIntervalMs?: number;
    /** Whether a socket that reconnects is sent the events it missed. */
    recovers?: boolean;
    /** Creates the Socket.IO server, possibly of another version. */
    createIo?: (http: HttpServer, options: Partial<ServerOptions>) => Server;
}

interface PlainMessage {
    id: string;
    threadId: string;
    fromUserId: string;
    fromRole: string;
    text: string;
    isDraft: false;
    readBy: string[];
    sentAt: string;
    createdAt: string;
    updatedAt: string;
}

interface PlainUser {
    id: string;
    name: string;
    role: string;
    email: string;
}

export interface PlainServer {
    url: string;
    io: Server;
    /** All stored messages, in order. */
    messages: PlainMessage[];
    close(): Promise<void>;
}

export const plainUsers: PlainUser[] = [
    { id: 'usr_carol', name: 'Carol', role: 'customer', email: 'carol@example.com' },
    { id: 'usr_sam', name: 'Sam’s Sweets', role: 'supplier', email: 'sam@example.com' },
];
/** Both users take part in both. */
export const plainConversations = ['thd_first', 'thd_second'];

export async function createPlainServer(options: PlainServerOptions): Promise<PlainServer> {
    const app = express();
    const http = createServer(app);
    const createIo = options.createIo ?? ((...args) => new Server(...args));
    const io = createIo(http, {
        pingInterval: options.pingIntervalMs ?? 25_000,
        ...(options.recovers && { connectionStateRecovery: {} }),
    });
    const messages: PlainMessage[] = [];
    if (options.intercept) app.use(options.intercept);
    app.use(express.json());
    addSessionRoutes(app);
    addMessageRoutes(app, messages, (event, payload) => {
        if (options.events) emitToAll(io, event, payload);
    });
    if (options.files) app.use(express.static(options.files));
    if (options.events) relayEvents(io, messages);
    await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const close = async () => {
        const closed = io.close();
        http.closeAllConnections();
        await closed;
    };
    return { url: `http://127.0.0.1:${port}`, io, messages, close };
}

function cookieOf(request: Request, name: string): string | undefined {
    const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
    return pairs.find(([key]) => key === name)?.[1];
}

function userOf(request: Request): PlainUser | undefined {
    const id = cookieOf(request, 'token');
    return plainUsers.find((user) => user.id === id);
}

function addSessionRoutes(app: Express): void {
    app.get('/api/health', (_request, response) => void response.json({ status: 'ok' }));
    app.get('/api/csrf-token', (_request, response) => {
        const csrfToken = randomBytes(32).toString('hex');
        response.cookie('csrf', csrfToken, { sameSite: 'lax' }).json({ csrfToken });
    });
    app.post('/api/auth/login', (request, response) => {
        const user = plainUsers.find(({ id }) => id === request.body.userId);
        if (!user) return void response.status(401).json({ error: 'Invalid credentials' });
        response.cookie('token', user.id, { httpOnly: true, sameSite: 'lax' }).json({ user });
    });
    app.get('/api/auth/me', (request, response) => {
        const user = userOf(request) ?? null;
        response.json({ user, ...user });
    });
    app.get('/api/me/suppliers', (_request, response) => void response.json({ items: [] }));
}

const guard: RequestHandler = (request, response, next) => {
    if (!userOf(request)) return void response.status(401).json({ error: 'Unauthenticated' });
    const token = request.get('X-CSRF-Token');
    if (request.method === 'GET') return next();
    if (!token) return void response.status(403).json({ error: 'CSRF token missing' });
    if (token === cookieOf(request, 'csrf')) return next();
    response.status(403).json({ error: 'Invalid CSRF token' });
};

type Emit = (event: string, payload: unknown) => void;

function addMessageRoutes(app: Express, messages: PlainMessage[], emit: Emit): void {
    const path = '/api/messages';
    const isUnread = (user: PlainUser | undefined) => (one: PlainMessage) =>
        user !== undefined && !one.readBy.includes(user.id);
    app.use(path, guard);
    app.get(`${path}/unread`, (request, response) => {
        response.json({ count: messages.filter(isUnread(userOf(request))).length });
    });
    app.get(`${path}/conversations`, (request, response) => {
        const unread = messages.filter(isUnread(userOf(request)));
        response.json({
            conversations: plainConversations.map((id) => conversationOf(id, messages, unread)),
        });
    });
    app.get(`${path}/:id`, ({ params }, response) => {
        if (!plainConversations.includes(params.id)) {
            return void response.status(404).json({ error: 'Conversation not found' });
        }
        response.json({ messages: messages.filter((one) => one.threadId === params.id) });
    });
    app.post(`${path}/:id`, (request, response) => {
        const text = String(request.body?.message ?? request.body?.text ?? '').trim();
        if (!text) return void response.status(400).json({ error: 'Message text required' });
        const message = makeMessage(request.params.id, userOf(request) as PlainUser, text);
        messages.push(message);
        response.status(201).json({ messageId: message.id, message });
        emit('new_message', { conversationId: message.threadId, message });
        emit('conversation:updated', { conversationId: message.threadId });
    });
    const markRead: RequestHandler<{ id: string }> = (request, response) => {
        const user = userOf(request as Request);
        const unread = messages.filter(isUnread(user));
        const here = unread.filter((one) => one.threadId === request.params.id);
        for (const message of here) message.readBy.push(String(user?.id));
        response.json({ success: true, markedRead: here.length });
    };
    app.post(`${path}/:id/read`, markRead);
    app.post(`${path}/threads/:id/mark-read`, markRead);
}

function makeMessage(threadId: string, user: PlainUser, text: string): PlainMessage {
    const time = new Date().toISOString();
    return {
        id: `msg_${randomBytes(6).toString('hex')}`,
        threadId,
        fromUserId: user.id,
        fromRole: user.role,
        text,
        isDraft: false,
        readBy: [user.id],
        sentAt: time,
        createdAt: time,
        updatedAt: time,
    };
}

function conversationOf(id: string, messages: PlainMessage[], unread: PlainMessage[]) {
    const last = messages.filter((one) => one.threadId === id).at(-1);
    return {
        id,
        supplierName: plainUsers.find((user) => user.role === 'supplier')?.name,
        customerName: plainUsers.find((user) => user.role === 'customer')?.name,
        lastMessage: last?.text ?? '',
        lastMessageTime: last?.sentAt ?? new Date(0).toISOString(),
        unreadCount: unread.filter((one) => one.threadId === id).length,
        status: 'open',
    };
}

/** Room by room, because `to` takes only one room in Socket.IO 3. */
function emitToAll(io: Server, event: string, payload: unknown): void {
    for (const { id } of plainUsers) io.to(id).emit(event, payload);
}

function relayEvents(io: Server, messages: PlainMessage[]): void {
    io.on('connection', (socket) => {
        let userId = '';
        socket.on('auth', (data) => {
            userId = String(data.userId);
            socket.join(userId);
            socket.emit('auth:success', { userId });
        });
        socket.on('subscribe_conversation', (data) => socket.join(data.conversationId));
        socket.on('unsubscribe_conversation', (data) => socket.leave(data.conversationId));
        socket.on('typing', ({ conversationId, isTyping }) => {
            const others = socket.to(conversationId);
            others.emit('typing:status', { conversationId, userId, isTyping });
        });
        socket.on('conversation:read', ({ conversationId }) => {
            const last = messages.filter((one) => one.threadId === conversationId).at(-1);
            if (!last) return;
            const read = { conversationId, messageId: last.id, userId };
            emitToAll(io, 'message:read', read);
        });
    });
}
