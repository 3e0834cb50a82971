/** Everything that is dispatched on `window`, with the exact details. */
import type { ClientState, ConnectionMode, MessageState } from '../bindings/protocol.ts';
import type { Metrics } from './observability.ts';

export type { ClientState, ConnectionMode, MessageState };

/** `messaging:connection`: real time is there (`online`) or not (`offline`). */
export interface ConnectionDetail {
    /** `online` in real time, by whatever way. */
    status: 'online' | 'offline';
    /** When that was found. */
    timestamp: Date;
    /** How the page hears from the server; `polling` and `none` come with `offline`. */
    mode: ConnectionMode;
}

/** `messaging:typing`: somebody else began or stopped typing. */
export interface TypingDetail {
    /** Where. */
    conversationId: string;
    /** Who; never this user. */
    userId: string;
    /** Began, or stopped; it also ends by itself after `typingExpiryMs`. */
    isTyping: boolean;
}

/** `messaging:read`: `userId` has read everything up to `messageId`. */
export interface ReadDetail {
    /** Where. */
    conversationId: string;
    /** The newest message that was read. */
    messageId: string;
    /** Who has read it. */
    userId: string;
}

/** `messaging:state`: the whole truth about the connection. */
export interface StateDetail {
    /** What `messagingSystem.state` is. */
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
    /** Where it was written. */
    conversationId: string;
    /** The id that this page gave it; for `retry` and `discard`. Empty where it is not known. */
    clientMessageId: string;
    /** The server's id, once it is known. */
    messageId: string | null;
    /** `read`: somebody has read it, as a receipt told while the conversation was followed. */
    state: Exclude<MessageState, 'delivered'>;
    /** Why, when the state is `failed`; nothing where it had failed before the page was loaded. */
    reason?: string;
}

/** `messaging:error`: something did not work; what is on the page stays as it is. */
export interface ErrorDetail {
    /** What was attempted, such as `messages`, `send`, `auth`, `core`. */
    operation: string;
    /** A word for programs, such as `network`; docs/methods.md has all. */
    code: string;
    /** Which conversation it was about; `null`: none. */
    conversationId: string | null;
    /** The HTTP status, where there was one. */
    status: number | null;
    /** Whether the same may work later. */
    retryable: boolean;
}

/** `messagingManager:typingUpdate`: everybody who types in a conversation. */
export interface TypingUpdateDetail {
    /** Where. */
    conversationId: string;
    /** All who type there. */
    typingUserIds: string[];
    /** Whether anybody does. */
    isTyping: boolean;
}

/** `unreadCountUpdated`: after each successful `messagingManager.refreshUnreadCount()`. */
export interface UnreadCountDetail {
    /** Unread messages in all conversations. */
    count: number;
}

/** `messaging:metrics`: once a minute after the first call of `metrics()`. */
export type MetricsDetail = Metrics;

/** The details by the names of the events. */
export interface MessagingEvents {
    /** Real time came or went. */
    'messaging:connection': ConnectionDetail;
    /** Somebody else began or stopped typing. */
    'messaging:typing': TypingDetail;
    /** Somebody has read messages. */
    'messaging:read': ReadDetail;
    /** The state of the connection changed. */
    'messaging:state': StateDetail;
    /** The state of an own message changed. */
    'messaging:message': MessageDetail;
    /** Something did not work. */
    'messaging:error': ErrorDetail;
    /** Once a minute after the first call of `metrics()`. */
    'messaging:metrics': MetricsDetail;
    /** Comes just before `messaging:typing`. */
    'messagingManager:typingUpdate': TypingUpdateDetail;
    /** Comes just before `messaging:read`. */
    'messagingManager:readReceipt': ReadDetail;
    /** The manager has asked for the number of unread messages. */
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
