/** The objects passed to callbacks. */
import type { MessageState } from '../bindings/protocol.ts';

/**
 * A message: the server's own object with all its members, plus these. They include the names that
 * existing pages read (`message`, `content`, `senderType`, `fromRole`, `fromUserId`, `timestamp`,
 * `sentAt`).
 */
export interface MessageObject {
    /** The server's id, or the `clientMessageId` until that is known. */
    id: string;
    /** The conversation it belongs to. */
    conversationId: string;
    /** Plain text as written; escape it or use `textContent`. */
    text: string;
    /** The author's user id; empty if the server does not send it. */
    senderId: string;
    /** The author's role, such as `customer`; empty if the server does not send it. */
    senderRole: string;
    /** The author's display name; empty if the server does not send it. */
    senderName: string;
    /** ISO 8601; empty if the server gave no time. */
    createdAt: string;
    /** Delivery state; other people's messages are always `sent`. */
    state: MessageState;
    /** The id this page gave its own message; `null` if there is none. */
    clientMessageId: string | null;
    /** The server's sequence number within the conversation; `null` if it has none. */
    seq: number | null;
    /** The server's value, else the same as `text`. */
    message: string;
    /** The server's value, else the same as `text`. */
    content: string;
    /** The server's value, else the same as `senderRole`. */
    senderType: string;
    /** The server's value, else the same as `senderRole`. */
    fromRole: string;
    /** The server's value, else the same as `senderId`. */
    fromUserId: string;
    /** The server's value, else the message's time as the server formats it. */
    timestamp: unknown;
    /** The server's value, else the message's time as the server formats it. */
    sentAt: unknown;
    /** Anything else the server sent. */
    [member: string]: unknown;
}

/** A conversation: the server's own object with all its members, plus these. */
export interface ConversationObject {
    /** The server's id. */
    id: string;
    /** Text of the newest message; empty if there is none. */
    lastMessage: string;
    /** Time of the newest message, as the server sent it; `null` if there is none. */
    lastMessageTime: unknown;
    /** Messages this user has not read. */
    unreadCount: number;
    /** Anything else the server sent. */
    [member: string]: unknown;
}
