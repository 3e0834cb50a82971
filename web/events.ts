/** All events dispatched on `window`, with the shape of their `detail`. */
import type {
    ClientState,
    ConnectionMode,
    ErrorCode,
    FailureReason,
    MessageState,
    Operation,
    ReportedCode,
} from '../bindings/protocol.ts';
import type { Metrics } from './observability.ts';

export type { ClientState, ConnectionMode, ErrorCode, MessageState };

/** `messaging:connection`: real time started (`online`) or ended (`offline`). */
export interface ConnectionDetail {
    /** `online` in real time, over either transport. */
    status: 'online' | 'offline';
    /** When the change was noticed. */
    timestamp: Date;
    /** How events arrive; `polling` and `none` come with `offline`. */
    mode: ConnectionMode;
}

/** `messaging:typing`: another user started or stopped typing. */
export interface TypingDetail {
    /** The conversation. */
    conversationId: string;
    /** The user who types; never the current one. */
    userId: string;
    /** Whether typing started or stopped. It also ends by itself after `typingExpiryMs`. */
    isTyping: boolean;
}

/** `messaging:read`: `userId` has read everything up to `messageId`. */
export interface ReadDetail {
    /** The conversation. */
    conversationId: string;
    /** The newest message read. */
    messageId: string;
    /** The reader. */
    userId: string;
}

/** `messaging:state`: the full state of the connection. */
export interface StateDetail {
    /** The same as `messagingSystem.state`. */
    state: ClientState;
    /** How events arrive; may change while `state` stays the same. */
    mode: ConnectionMode;
    /** When it changed, in ms since 1970. */
    since: number;
    /** When the next connection attempt is due, in ms since 1970; `null` if none is. */
    nextAttemptAt: number | null;
    /** For logs, such as `connection lost`, or the server's own words. */
    reason: string;
    /** Whether nothing can have been missed since the previous connection. */
    continuity: boolean;
}

/** `messaging:message`: one of this user's messages changed state. */
export interface MessageDetail {
    /** The conversation. */
    conversationId: string;
    /** The id this page gave the message, for `retry` and `discard`. Empty if unknown. */
    clientMessageId: string;
    /** The server's id, once it is known. */
    messageId: string | null;
    /** `read`: somebody's receipt arrived while the conversation was followed. */
    state: Exclude<MessageState, 'delivered'>;
    /** Why the state is `failed`; absent if it already was before the page loaded. */
    reason?: FailureReason;
}

/** `messaging:error`: something failed. What is on the page stays. */
export interface ErrorDetail {
    /** What was attempted, or the method that got no conversation id. */
    operation: Operation;
    /** Why it failed; docs/methods.md explains each code. */
    code: ReportedCode;
    /** The conversation concerned, or `null`. */
    conversationId: string | null;
    /** The HTTP status, or `null` if there was none. */
    status: number | null;
    /** Whether the same may succeed later. */
    retryable: boolean;
}

/** `messagingManager:typingUpdate`: everybody who is typing in a conversation. */
export interface TypingUpdateDetail {
    /** The conversation. */
    conversationId: string;
    /** The users typing there. */
    typingUserIds: string[];
    /** Whether anybody is typing. */
    isTyping: boolean;
}

/** `unreadCountUpdated`: `messagingManager.refreshUnreadCount()` succeeded. */
export interface UnreadCountDetail {
    /** Unread messages in all conversations. */
    count: number;
}

/** `messaging:metrics`: once a minute after the first call to `metrics()`. */
export type MetricsDetail = Metrics;

/** The `detail` type of each event, by name. */
export interface MessagingEvents {
    /** Real time started or ended. */
    'messaging:connection': ConnectionDetail;
    /** Another user started or stopped typing. */
    'messaging:typing': TypingDetail;
    /** Somebody read messages. */
    'messaging:read': ReadDetail;
    /** The state of the connection changed. */
    'messaging:state': StateDetail;
    /** The state of one of this user's messages changed. */
    'messaging:message': MessageDetail;
    /** Something failed. */
    'messaging:error': ErrorDetail;
    /** Once a minute after the first call to `metrics()`. */
    'messaging:metrics': MetricsDetail;
    /** Dispatched just before `messaging:typing`. */
    'messagingManager:typingUpdate': TypingUpdateDetail;
    /** Dispatched just before `messaging:read`. */
    'messagingManager:readReceipt': ReadDetail;
    /** The manager has fetched the unread count. */
    unreadCountUpdated: UnreadCountDetail;
}

type MessagingEventMap = {
    [Name in keyof MessagingEvents]: CustomEvent<MessagingEvents[Name]>;
};

declare global {
    interface WindowEventMap extends MessagingEventMap {}
}

const own = new WeakSet<object>();

/** Dispatches on `window`; does nothing where there is no window. */
export function dispatch<Name extends keyof MessagingEvents>(
    name: Name,
    detail: MessagingEvents[Name],
): void {
    if (!globalThis.window) return;
    own.add(detail);
    window.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Whether we dispatched the event with this detail; otherwise the page did. */
export function isOwn(detail: object): boolean {
    return own.has(detail);
}
