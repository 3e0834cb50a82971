/** The objects passed to callbacks. */
import type { MessageState } from '../bindings/protocol.ts';
import type { ServerTime } from './timestamps.ts';

/** A file that comes with a message. */
export interface AttachmentObject {
    /** Relative, or begins with `https:` or `http:`. */
    url: string;
    /** What to call it. */
    name?: string;
    /** Its media type, such as `image/png`. */
    type?: string;
    /** Anything else that its sender gave. */
    [member: string]: unknown;
}

/** Somebody who takes part in a conversation. */
export interface ParticipantObject {
    /** The user's id. */
    id: string;
    /** The supplier profile that the user takes part as; `null` if there is none. */
    profileId: string | null;
    /** The name that others see. */
    name: string;
    /** Such as `customer` or `supplier`. */
    role: string;
}

/**
 * A message: the server's own object with all its members, plus these. They include the names that
 * existing pages read (`message`, `content`, `senderType`, `fromRole`, `fromUserId`, `timestamp`,
 * `sentAt`). The optional ones come from the reference server; others may leave them out.
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
    timestamp: ServerTime;
    /** The server's value, else the message's time as the server formats it. */
    sentAt: ServerTime;
    /** The same as `conversationId`. */
    threadId?: string;
    /** `text`, unless the application stores other kinds. */
    kind?: string;
    /** User ids of the author and of those who have read it. */
    readBy?: string[];
    /** Files; empty if there are none. */
    attachments?: AttachmentObject[];
    /** Anything else the server sent. */
    [member: string]: unknown;
}

/**
 * A conversation: the server's own object with all its members, plus these. The optional ones come
 * from the reference server; others may leave them out.
 */
export interface ConversationObject {
    /** The server's id. */
    id: string;
    /** Text of the newest message; empty if there is none. */
    lastMessage: string;
    /** Time of the newest message, as the server sent it; `null` if there is none. */
    lastMessageTime: ServerTime | null;
    /** Messages this user has not read. */
    unreadCount: number;
    /** What it is about. */
    subject?: string;
    /** `open`, unless the application says otherwise. */
    status?: string;
    /** Names of the participants with the role `supplier`; empty if there are none. */
    supplierName?: string;
    /** Names of the participants with the role `customer`; empty if there are none. */
    customerName?: string;
    /** Everybody who takes part. */
    participants?: ParticipantObject[];
    /** The same as `lastMessage`. */
    lastMessagePreview?: string;
    /** The newest message, as of the last time the server sent the conversation. */
    lastMessageId?: string | null;
    /** Its author, as of then. */
    lastMessageSenderId?: string | null;
    /** The sequence number of the newest message, as of then. */
    seq?: number;
    /** ISO 8601. */
    createdAt?: string;
    /** Anything else the server sent. */
    [member: string]: unknown;
}
