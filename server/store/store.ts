// What the messaging routes and events need from a database, and nothing else: users, passwords
// and sessions are the application's. An implementation keeps these promises, also to several
// processes at once, and store/conformance.ts asks it for all of them:
//
// 1. `seq` is the order of a conversation: 1, 2, 3, without gaps, given out by the database.
// 2. (sender, clientMessageId) exists once, also when the same send arrives twice at once.
// 3. Every stored message, moved read mark and changed conversation gets a change number greater
//    than all that were told before. A cursor is such a number in a form that only the store can
//    read: what is stored after a cursor was read is found behind it, and nothing is left out.
// 4. What is answered is stored: a crash of the process or of the database does not undo it.
// 5. Where the database cannot answer, it throws StoreUnavailable. Whatever a text contains, it is
//    no error; what cannot be stored of it becomes U+FFFD.

export interface Participant {
    userId: string;
    /** The supplier profile that he takes part as, if any. */
    profileId: string | null;
    role: string;
    name: string;
    /** Messages up to this `seq` are read. */
    lastReadSeq: number;
    /** How many later messages of others there are. */
    unread: number;
}

export interface Message {
    id: string;
    conversationId: string;
    seq: number;
    senderId: string;
    senderRole: string;
    senderName: string;
    /** 'text' is the only kind that the routes store; others are passed through. */
    kind: string;
    text: string;
    /** Fields of the sender's that the contract does not name, and `attachments`: given back. */
    extra: Record<string, unknown>;
    clientMessageId: string | null;
    createdAt: number;
}

export interface Conversation {
    id: string;
    subject: string;
    status: string;
    createdAt: number;
    /** The time of the newest message, or of the creation. */
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
     * Default: one that the store makes up; likewise below, `open` and now. Our stores refuse a
     * word of the routes, such as `sync`: no page could open that conversation.
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
    /** Only messages later than this one. */
    after?: string | undefined;
    /** Only messages earlier than this one. */
    before?: string | undefined;
}

export interface History {
    /** Oldest first. */
    messages: Message[];
    /** More messages lie in the direction that was asked for. */
    hasMore: boolean;
    /** The bounds that the store knew; an unknown one is ignored. */
    after?: string;
    before?: string;
}

export interface ReadMark {
    conversationId: string;
    userId: string;
    /** The last read message; null in a conversation without messages. */
    messageId: string | null;
    /** How many messages of others became read by this call. */
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
    /** Something is stored that cannot be told yet, since something before it is being stored. */
    pending: boolean;
}

export interface Store {
    /** Rejects where the id is taken; ours also where a field is of another kind. */
    createConversation(conversation: NewConversation): Promise<Conversation>;
    /** Null when there is no such conversation. Whether the user may see it is not asked here. */
    conversation(id: string): Promise<Conversation | null>;
    /** The conversations that the user takes part in, newest first. */
    conversationsOf(userId: string, filter?: ConversationFilter): Promise<Conversation[]>;
    unreadOf(userId: string): Promise<number>;
    history(conversationId: string, request: HistoryRequest): Promise<History>;
    /** Stores the message, or finds the one that the same sender stored with the same client id. */
    addMessage(message: NewMessage): Promise<{ message: Message; stored: boolean }>;
    /** Moves the read mark forward, never back. Null when the named message is unknown. */
    markRead(conversationId: string, userId: string, messageId?: string): Promise<ReadMark | null>;
    /** The present end of the changes. */
    cursor(): Promise<string>;
    /** Changes after the cursor in the conversations of one user, or of all when none is named.
     *  Null when the cursor is malformed, of another database, or of the future. */
    changesSince(cursor: string, limit: number, userId?: string): Promise<Changes | null>;
    close(): Promise<void>;
}

/** The store cannot answer at present; the same request may succeed later. */
export class StoreUnavailable extends Error {}
