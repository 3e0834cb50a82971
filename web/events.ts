/** Everything that is dispatched on `window`, with the exact details. */
import type { ClientState, ConnectionMode, MessageState } from '../bindings/protocol.ts';
import type { Metrics } from './observability.ts';

export type { ClientState, ConnectionMode, MessageState };

/** `messaging:connection`: real time is there (`online`) or not (`offline`). */
export interface ConnectionDetail {
    status: 'online' | 'offline';
    timestamp: Date;
    /** How the page hears from the server; `polling` and `none` come with `offline`. */
    mode: ConnectionMode;
}

/** `messaging:typing`: somebody else began or stopped typing. */
export interface TypingDetail {
    conversationId: string;
    userId: string;
    isTyping: boolean;
}

/** `messaging:read`: `userId` has read everything up to `messageId`. */
export interface ReadDetail {
    conversationId: string;
    messageId: string;
    userId: string;
}

/** `messaging:state`: the whole truth about the connection. */
export interface StateDetail {
    state: ClientState;
    /** How the page hears from the server; it may change while the state stays. */
    mode: ConnectionMode;
    /** Since when, in milliseconds since 1970. */
    since: number;
    /**
     * When the next attempt to connect is made, in milliseconds since 1970; `null`: none is due.
     */
    nextAttemptAt: number | null;
    /** Words for a log, such as `connection lost`, or the server's own. */
    reason: string;
    /** Whether nothing can have been missed since the connection before. */
    continuity: boolean;
}

/** `messaging:message`: what became of a message of this user. */
export interface MessageDetail {
    conversationId: string;
    clientMessageId: string;
    /** The server's id, once it is known. */
    messageId: string | null;
    state: MessageState;
    /** Why, when the state is `failed`. */
    reason?: string;
}

/** `messaging:error`: something did not work; what is on the page stays as it is. */
export interface ErrorDetail {
    /** What was attempted, such as `messages`, `send`, `auth`, `core`. */
    operation: string;
    /** A word for programs, such as `network`, `timeout`, `refused`. */
    code: string;
    conversationId: string | null;
    /** The HTTP status, where there was one. */
    status: number | null;
    /** Whether the same may work later. */
    retryable: boolean;
}

/** `messagingManager:typingUpdate`: everybody who types in a conversation. */
export interface TypingUpdateDetail {
    conversationId: string;
    typingUserIds: string[];
    isTyping: boolean;
}

/** `unreadCountUpdated`: after each successful `messagingManager.refreshUnreadCount()`. */
export interface UnreadCountDetail {
    count: number;
}

/** `messaging:metrics`: once a minute after the first call of `metrics()`. */
export type MetricsDetail = Metrics;

/** The details by the names of the events. */
export interface MessagingEvents {
    'messaging:connection': ConnectionDetail;
    'messaging:typing': TypingDetail;
    'messaging:read': ReadDetail;
    'messaging:state': StateDetail;
    'messaging:message': MessageDetail;
    'messaging:error': ErrorDetail;
    'messaging:metrics': MetricsDetail;
    'messagingManager:typingUpdate': TypingUpdateDetail;
    'messagingManager:readReceipt': ReadDetail;
    unreadCountUpdated: UnreadCountDetail;
}

type MessagingEventMap = {
    [Name in keyof MessagingEvents]: CustomEvent<MessagingEvents[Name]>;
};

declare global {
    interface WindowEventMap extends MessagingEventMap {}
}

const own = new WeakSet<object>();

/** Dispatches on `window`; nothing where there is no window. */
export function dispatch<Name extends keyof MessagingEvents>(
    name: Name,
    detail: MessagingEvents[Name],
): void {
    if (typeof window === 'undefined') return;
    own.add(detail);
    window.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Whether the detail of an event is one of ours; else the page dispatched it. */
export function isOwn(detail: object): boolean {
    return own.has(detail);
}
