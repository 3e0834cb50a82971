// Handlers of client events. Payloads have passed their schema before a handler runs.

import type { Socket } from 'socket.io';
import * as z from 'zod';
import { type Context, enter } from '../context.ts';
import { features, idLengthMax, subscriptionsMax } from '../contract.ts';
import { after, type Timer } from '../timer.ts';
import { isSelf, type Session } from '../user.ts';
import type { Refusal } from './refusal.ts';
import { conversationRoom, isOurs, sessionRoom, userRoom } from './rooms.ts';
import type { Typing } from './typing.ts';

export interface Connection {
    context: Context;
    typing: Typing;
    socket: Socket;
    session: Session | null;
    /** The client's address. */
    address: string;
    /** Conversations requested before anybody has signed in on the socket. */
    wanted: Set<string>;
    expiry?: Timer;
}

export type Answer =
    | { ok: true; [more: string]: unknown }
    | { ok: false; error: Refusal; retryAfterMs?: number };
export type Ack = (answer: Answer) => void;

/** Resolves to false if the payload does not match the event's schema. */
type Handler = (connection: Connection, payload: unknown, ack: Ack) => Promise<boolean>;

function on<Schema extends z.ZodType>(
    schema: Schema,
    handle: (connection: Connection, payload: z.output<Schema>, ack: Ack) => Promise<void> | void,
): Handler {
    return async (connection, payload, ack) => {
        const parsed = schema.safeParse(payload);
        if (parsed.success) await handle(connection, parsed.data, ack);
        return parsed.success;
    };
}

const id = z.string().min(1).max(idLengthMax);
const room = z.object({ conversationId: id });
/** The longest delay a timer supports. */
const timerMsMax = 2 ** 31 - 1;

export const handlers: Record<string, Handler> = {
    auth: on(z.object({ userId: id, token: z.string().max(4096).nullish() }), authenticate),
    subscribe_conversation: on(room, subscribe),
    unsubscribe_conversation: on(room, unsubscribe),
    typing: on(room.extend({ isTyping: z.boolean() }), relayTyping),
    'conversation:read': on(room.extend({ messageId: id.nullish() }), markRead),
    // A hint only: the POST stores the message, and nothing depends on this event.
    'message:send': on(z.unknown(), () => {}),
};

/** Assigns the socket to the session's user. */
export function signIn(connection: Connection, session: Session): void {
    const { socket } = connection;
    connection.session = session;
    socket.data.session = session;
    socket.join(userRoom(session.user.id));
    if (session.key !== undefined) socket.join(sessionRoom(session.key));
    clearTimeout(connection.expiry);
    if (session.expiresAt === undefined) return;
    const remaining = Math.min(Math.max(0, session.expiresAt - Date.now()), timerMsMax);
    connection.expiry = after(remaining, () => socket.disconnect(true));
}

function signOut(connection: Connection): void {
    const { socket, typing } = connection;
    typing.leave(socket.id);
    for (const joined of socket.rooms) if (isOurs(joined)) socket.leave(joined);
    connection.session = null;
    socket.data.session = null;
}

/** Confirms the id that the page claims. A token may also switch the socket to another user. */
async function authenticate(
    connection: Connection,
    { userId, token }: { userId: string; token?: string | null | undefined },
    ack: Ack,
): Promise<void> {
    const { socket, context } = connection;
    if (token) {
        const session = await context.authenticate(socket.request, token);
        if (!socket.connected) return;
        if (session?.user.id !== connection.session?.user.id) signOut(connection);
        if (session) signIn(connection, session);
    }
    const user = connection.session?.user;
    if (!user || !isSelf(user, userId)) {
        const error = user ? 'User does not match the session' : 'Unauthenticated';
        socket.emit('auth:error', { error });
        return ack({ ok: false, error });
    }
    socket.emit('auth:success', { userId, sessionUserId: user.id, features });
    ack({ ok: true, userId });
    const wanted = [...connection.wanted];
    connection.wanted.clear();
    for (const conversationId of wanted) await subscribe(connection, { conversationId }, () => {});
}

async function subscribe(
    connection: Connection,
    { conversationId }: { conversationId: string },
    ack: Ack,
): Promise<void> {
    const { socket, context, session, wanted } = connection;
    if (!session) {
        if (wanted.size < subscriptionsMax) wanted.add(conversationId);
        return ack({ ok: false, error: 'Unauthenticated' });
    }
    if (subscriptions(socket) >= subscriptionsMax) {
        return ack({ ok: false, error: 'Too many subscriptions' });
    }
    const access = await enter(context, session.user, conversationId, 'read');
    if (!access.granted) return ack({ ok: false, error: refusalOf(access.reason) });
    // The socket may have closed, or its user changed, while the store was queried.
    if (!socket.connected || connection.session !== session) return;
    socket.join(conversationRoom(conversationId));
    ack({ ok: true, conversationId, seq: access.conversation.lastSeq });
}

function subscriptions(socket: Socket): number {
    const prefix = conversationRoom('');
    return [...socket.rooms].filter((room) => room.startsWith(prefix)).length;
}

function unsubscribe(
    connection: Connection,
    { conversationId }: { conversationId: string },
    ack: Ack,
): void {
    connection.wanted.delete(conversationId);
    connection.typing.leave(connection.socket.id, conversationId);
    connection.socket.leave(conversationRoom(conversationId));
    ack({ ok: true, conversationId });
}

function relayTyping(
    { session, socket, typing }: Connection,
    { conversationId, isTyping }: { conversationId: string; isTyping: boolean },
): void {
    if (!session || !socket.rooms.has(conversationRoom(conversationId))) return;
    typing.tell({ conversationId, userId: session.user.id, socketId: socket.id }, isTyping);
}

async function markRead(
    { context, session }: Connection,
    {
        conversationId,
        messageId,
    }: { conversationId: string; messageId?: string | null | undefined },
    ack: Ack,
): Promise<void> {
    if (!session) return ack({ ok: false, error: 'Unauthenticated' });
    const access = await enter(context, session.user, conversationId, 'read');
    if (!access.granted) return ack({ ok: false, error: refusalOf(access.reason) });
    const { store } = context;
    const mark = await store.markRead(conversationId, session.user.id, messageId ?? undefined);
    if (!mark) return ack({ ok: false, error: 'Message not found' });
    context.publish();
    const { markedRead } = mark;
    ack({ ok: true, conversationId, messageId: mark.messageId, markedRead });
}

function refusalOf(reason: 'unknown' | 'forbidden'): Refusal {
    return reason === 'forbidden' ? 'Access denied' : 'Conversation not found';
}
