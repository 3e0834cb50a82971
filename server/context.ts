// What the REST routes and the socket events of one attachment share.

import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Refusal } from './realtime/refusal.ts';
import type { Conversation, Store } from './store/store.ts';
import type { Session, User } from './user.ts';

export type MaybePromise<Value> = Value | Promise<Value>;
export type Action = 'read' | 'send';

export interface Context {
    io: Server;
    store: Store;
    limits: Limits;
    log: Log;
    authenticate(request: IncomingMessage, token?: string): MaybePromise<Session | null>;
    authorize(user: User, conversation: Conversation, action: Action): MaybePromise<boolean>;
    addressOf(request: IncomingMessage): string;
    /** Tells the sockets what has changed in the store. */
    publish(): void;
    /** Told of each event of a client that was refused. */
    refused(event: string, reason: Refusal): void;
}

function takesPart(user: User, conversation: Conversation): boolean {
    return conversation.participants.some((one) => one.userId === user.id);
}

/** Participants, and those who administer. */
export function authorizeByDefault(user: User, conversation: Conversation): boolean {
    return user.role === 'admin' || takesPart(user, conversation);
}

export type Access =
    | { granted: true; conversation: Conversation }
    | { granted: false; reason: 'unknown' | 'forbidden' };

/**
 * The one door to a conversation. To somebody who may not know of it, it does not exist: the
 * answer is the same as for an id that was never given out. Participants read without being asked
 * for, since lists and events bring them what is written anyway.
 */
export async function enter(
    context: Context,
    user: User,
    conversationId: string,
    action: Action,
): Promise<Access> {
    const conversation = await context.store.conversation(conversationId);
    if (!conversation) return { granted: false, reason: 'unknown' };
    const isHis = takesPart(user, conversation);
    if (isHis && action === 'read') return { granted: true, conversation };
    if (await context.authorize(user, conversation, action)) return { granted: true, conversation };
    return { granted: false, reason: isHis ? 'forbidden' : 'unknown' };
}
