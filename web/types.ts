/** The objects that callbacks get. */
import type { MessageState } from '../bindings/protocol.ts';

/**
 * A message: the server's own object with all its members, plus these. The names that existing
 * pages read (`message`, `content`, `senderType`, `fromRole`, `fromUserId`, `timestamp`, `sentAt`)
 * are there too.
 */
export interface MessageObject {
    id: string;
    conversationId: string;
    /** Plain text as it was written; escape it or use `textContent`. */
    text: string;
    senderId: string;
    senderRole: string;
    senderName: string;
    /** ISO 8601; empty where the server gave no time. */
    createdAt: string;
    state: MessageState;
    /** The id that this page gave its own message; `null` where there is none. */
    clientMessageId: string | null;
    /** The server's order in the conversation; `null` where it has none. */
    seq: number | null;
    message: string;
    content: string;
    senderType: string;
    fromRole: string;
    fromUserId: string;
    timestamp: unknown;
    sentAt: unknown;
    [member: string]: unknown;
}

/** A conversation: the server's own object with all its members, plus these. */
export interface ConversationObject {
    id: string;
    /** Text of the newest message; empty where there is none. */
    lastMessage: string;
    /** When the newest message was written, as the server gave it; `null` where there is none. */
    lastMessageTime: unknown;
    unreadCount: number;
    [member: string]: unknown;
}
