/** The objects that callbacks get. */
import type { MessageState } from '../bindings/protocol.ts';

/**
 * A message: the server's own object with all its members, plus these. The names that existing
 * pages read (`message`, `content`, `senderType`, `fromRole`, `fromUserId`, `timestamp`, `sentAt`)
 * are there too.
 */
export interface MessageObject {
    /** The server's, or the `clientMessageId` until that is known. */
    id: string;
    /** Where it was written. */
    conversationId: string;
    /** Plain text as it was written; escape it or use `textContent`. */
    text: string;
    /** Who wrote it; empty where the server does not say. */
    senderId: string;
    /** Such as `customer`; empty where the server does not say. */
    senderRole: string;
    /** For people to read; empty where the server does not say. */
    senderName: string;
    /** ISO 8601; empty where the server gave no time. */
    createdAt: string;
    /** What has become of it. */
    state: MessageState;
    /** The id that this page gave its own message; `null` where there is none. */
    clientMessageId: string | null;
    /** The server's order in the conversation; `null` where it has none. */
    seq: number | null;
    /** The server's, else the same as `text`. */
    message: string;
    /** The server's, else the same as `text`. */
    content: string;
    /** The server's, else the same as `senderRole`. */
    senderType: string;
    /** The server's, else the same as `senderRole`. */
    fromRole: string;
    /** The server's, else the same as `senderId`. */
    fromUserId: string;
    /** The server's, else the time of the message in the server's form. */
    timestamp: unknown;
    /** The server's, else the time of the message in the server's form. */
    sentAt: unknown;
    /** What else the server sent. */
    [member: string]: unknown;
}

/** A conversation: the server's own object with all its members, plus these. */
export interface ConversationObject {
    /** The server's. */
    id: string;
    /** Text of the newest message; empty where there is none. */
    lastMessage: string;
    /** When the newest message was written, as the server gave it; `null` where there is none. */
    lastMessageTime: unknown;
    /** Messages that this user has not read. */
    unreadCount: number;
    /** What else the server sent. */
    [member: string]: unknown;
}
