// What the messaging routes and events need from a database, and nothing else: users, passwords
// and sessions are up to the application. An implementation keeps these promises, even across
// several processes; store/conformance.ts tests them all:
//
// 1. `seq` is the order within a conversation: 1, 2, 3, without gaps, assigned by the database.
// 2. (sender, clientMessageId) is unique, even if the same send arrives twice at once.
// 3. Every stored message, moved read mark and changed conversation gets a change number greater
//    than all that were returned before. A cursor is such a number in a form that only the store
//    can read: everything stored after a cursor was read is found after it, without omissions.
// 4. What has been answered is stored: no crash of the process or the database undoes it.
// 5. If the database cannot answer, StoreUnavailable is thrown. No text is an error, whatever it
//    contains; what cannot be stored of it becomes U+FFFD.

export interface Participant {
    userId: string;
    /** The supplier profile the user takes part as, if any. */
    profileId: string | null;
    role: string;
    name: string;
    /** Messages up to this `seq` have been read. */
    lastReadSeq: number;
    /** Number of later messages from others. */
    unread: number;
}

export interface Message {
    id: string;
    conversationId: string;
    seq: number;
    senderId: string;
    senderRole: string;
    senderName: string;
    /** The routes only store 'text'; other kinds are passed through. */
    kind: string;
    text: string;
    /** The sender's fields that the contract does not name, and `attachments`; as sent. */
    extra: Record<string, unknown>;
    clientMessageId: string | null;
    createdAt: number;
}

export interface Conversation {
    id: string;
    subject: string;
    status: string;
    createdAt: number;
    /** Time of the newest message, else of creation, in ms since 1970. */
    activeAt: number;
    lastSeq: number;
    participants: Participant[];
    lastMessage: Message | null;
}

export interface NewParticipant {
    userId: string;
    profileId?: string | null;
    role: string;
    name: string;
}

export interface NewConversation {
    /**
     * Default: generated; `status` defaults to `open`, `createdAt` to now. Our stores refuse words
     * used as routes, such as `sync`: no page could open such a conversation.
     */
    id?: string;
    subject: string;
    status?: string;
    createdAt?: number;
    participants: NewParticipant[];
}

export interface NewMessage {
    conversationId: string;
    sender: { id: string; role: string; name: string };
    text: string;
    extra?: Record<string, unknown>;
    clientMessageId?: string | null;
    createdAt?: number;
}

export interface ConversationFilter {
    ids?: string[];
    status?: string;
    unreadOnly?: boolean;
    limit?: number;
}

export interface HistoryRequest {
    limit: number;
    /** Only messages after the one with this id. */
    after?: string | undefined;
    /** Only messages before the one with this id. */
    before?: string | undefined;
}

export interface History {
    /** Oldest first. */
    messages: Message[];
    /** Whether there are more messages in the requested direction. */
    hasMore: boolean;
    /** The given bounds, if the store knows them; unknown ones are ignored. */
    after?: string;
    before?: string;
}

export interface ReadMark {
    conversationId: string;
    userId: string;
    /** The last read message; null if the conversation has no messages. */
    messageId: string | null;
    /** How many messages from others this call marked as read. */
    markedRead: number;
}

export type Change =
    | { kind: 'message'; conversationId: string; message: Message }
    | { kind: 'read'; conversationId: string; userId: string; messageId: string }
    | { kind: 'conversation'; conversationId: string };

export interface Changes {
    /** Oldest first. */
    changes: Change[];
    cursor: string;
    more: boolean;
    /** Whether stored changes are held back because an earlier one is still being stored. */
    pending: boolean;
}

export interface Store {
    /** Rejects if the id is taken; our stores also if a field has the wrong type. */
    createConversation(conversation: NewConversation): Promise<Conversation>;
    /** Null if there is no such conversation. Does not check whether the user may see it. */
    conversation(id: string): Promise<Conversation | null>;
    /** The conversations the user takes part in, newest first. */
    conversationsOf(userId: string, filter?: ConversationFilter): Promise<Conversation[]>;
    unreadOf(userId: string): Promise<number>;
    history(conversationId: string, request: HistoryRequest): Promise<History>;
    /** Stores the message, or returns the sender's earlier one with the same client id. */
    addMessage(message: NewMessage): Promise<{ message: Message; stored: boolean }>;
    /** Moves the read mark forward, never back. Null if the given message is unknown. */
    markRead(conversationId: string, userId: string, messageId?: string): Promise<ReadMark | null>;
    /** The cursor at the current end of the changes. */
    cursor(): Promise<string>;
    /**
     * Changes after the cursor, in the conversations of one user, or in all if none is given. Null
     * if the cursor is malformed, from another database, or ahead of this one.
     */
    changesSince(cursor: string, limit: number, userId?: string): Promise<Changes | null>;
    close(): Promise<void>;
}

/** The store cannot answer at present. The same request may succeed later. */
export class StoreUnavailable extends Error {}
