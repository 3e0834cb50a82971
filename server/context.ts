// Shared by the REST routes and the socket events of one attachment.

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
    /** Delivers stored changes to the sockets. */
    publish(): void;
    /** Called for each client event that was refused. */
    refused(event: string, reason: Refusal): void;
}

function takesPart(user: User, conversation: Conversation): boolean {
    return conversation.participants.some((one) => one.userId === user.id);
}

/** Participants and administrators. */
export function authorizeByDefault(user: User, conversation: Conversation): boolean {
    return user.role === 'admin' || takesPart(user, conversation);
}

/** Participants can read in any case, since lists and events show them the messages anyway. */
export function mayRead(
    authorize: Context['authorize'],
    user: User,
    conversation: Conversation,
): MaybePromise<boolean> {
    return takesPart(user, conversation) || authorize(user, conversation, 'read');
}

export type Access =
    | { granted: true; conversation: Conversation }
    | { granted: false; reason: 'unknown' | 'forbidden' };

/**
 * The only way to access a conversation. To users who may not know of it, it does not exist: they
 * get the same answer as for an unknown id.
 */
export async function enter(
    context: Context,
    user: User,
    conversationId: string,
    action: Action,
): Promise<Access> {
    const conversation = await context.store.conversation(conversationId);
    if (!conversation) return { granted: false, reason: 'unknown' };
    const { authorize } = context;
    const isGranted =
        action === 'read'
            ? await mayRead(authorize, user, conversation)
            : await authorize(user, conversation, action);
    if (isGranted) return { granted: true, conversation };
    const isHis = takesPart(user, conversation);
    return { granted: false, reason: isHis ? 'forbidden' : 'unknown' };
}
