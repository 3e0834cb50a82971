/**
 * What crosses the boundary between the host (this folder) and the core (`src/`).
 *
 * One call per event: `handle(now, control, text)`. `control` is one `Input` as JSON; `text` is the
 * bulk text that belongs to it (a frame, an HTTP body, the page's own message), which is never put
 * inside another JSON string. The answer is one `Answer` as JSON.
 * The C++ side of this is `src/client/input.h`, `effect.h` and `control_json.h`.
 */
import type { Bulk } from './utf8.ts';

/** What happened (past tense) or what the page wants (imperative). */
export type Input =
    // The page. `call` numbers a promise of the page; a `Settle` with that number ends it.
    | { type: 'Connect' }
    | { type: 'Disconnect' }
    | { type: 'SignIn'; userId: string; role: string }
    | { type: 'SignOut'; final?: true; expired?: boolean }
    | { type: 'WatchConversations'; userId: string; userType: string }
    | { type: 'UnwatchConversations' }
    | { type: 'WatchUnread' }
    | { type: 'UnwatchUnread' }
    | { type: 'OpenConversation'; conversationId: string }
    | { type: 'CloseConversation'; conversationId: string }
    | { type: 'JoinConversation'; conversationId: string }
    | { type: 'LeaveConversation'; conversationId: string }
    | { type: 'LoadOlder'; call: number; conversationId: string }
    /**
     * `text`: the page's message object. `repeated`: an earlier core of this page was given it, and
     * what became of it is not known.
     */
    | { type: 'SendMessage'; call: number; conversationId: string; repeated?: true }
    | { type: 'Retry'; call: number; clientMessageId: string }
    | { type: 'Discard'; call: number; clientMessageId: string }
    | { type: 'SetTyping'; conversationId: string; isTyping: boolean }
    | { type: 'MarkRead'; call: number; conversationId: string; userId: string }
    | { type: 'MarkThreadRead'; call: number; threadId: string }
    /** One request now, for this call alone; `Settle.from` finds the list or count in the reply. */
    | { type: 'Fetch'; call: number; what: 'conversations'; userId: string; userType: string }
    | { type: 'Fetch'; call: number; what: 'messages'; conversationId: string }
    | { type: 'Fetch'; call: number; what: 'unread' }
    /** Requests again everything that is watched. */
    | { type: 'Refresh' }
    | { type: 'StartPolling' }
    | { type: 'StopPolling' }
    /** `text`: `["name", ...args]` with placeholders for binary; `call` if an ack is wanted. */
    | { type: 'Emit'; call?: number; attachments: number[] }
    /** The answer to an `Event` that carried `ack`. `text`: the array of arguments. */
    | { type: 'Acknowledge'; socket: number; ack: number; attachments: number[] }
    /** An event that did not come from the socket. `text`: `["name", data]`. */
    | { type: 'Inject' }
    // The network. Numbers are those that the core handed out.
    /**
     * `text`: the frame, or several that arrived together, divided by `frameSeparator`; without
     * long strings (`elision.ts`). `quiet`: nobody listens to raw events, so there is no `Event`.
     */
    | { type: 'SocketText'; socket: number; quiet?: true }
    /** The host keeps the bytes under the number `attachment`, counting from 1. */
    | { type: 'SocketBinary'; socket: number; attachment: number; bytes: number }
    | { type: 'SocketClosed'; socket: number; code: number }
    /** `text`: the body, as bytes. `retryAfterMs`: the `Retry-After` header, if any. */
    | { type: 'HttpReplied'; request: number; status: number; retryAfterMs?: number }
    | { type: 'HttpFailed'; request: number; reason: 'network' | 'timeout' }
    // The host. `text`: the payload for CONNECT as JSON, or empty.
    | { type: 'AuthReady'; ask: number; userId?: string; role?: string }
    | { type: 'AuthFailed'; ask: number }
    // The outcome of a `LoadStorage`, `Persist` or `Forget`. `text`: an array of the records.
    | { type: 'StorageLoaded'; ticket: number }
    | { type: 'Persisted'; ticket: number }
    | { type: 'PersistFailed'; ticket: number }
    // The environment.
    | { type: 'Online' }
    | { type: 'Offline' }
    | { type: 'Visible' }
    | { type: 'Hidden' }
    | { type: 'Frozen' }
    | { type: 'Resumed' }
    | { type: 'PageHidden' }
    | { type: 'PageShown' }
    | { type: 'Tick' };

/** Steps from the root of the current JSON document to a value; `[]` is the root itself. */
export type Path = Array<string | number>;

/**
 * The state of a message; those of other people are `sent`. Nothing sets `delivered`, which no
 * server can tell.
 */
export type MessageState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/**
 * A change of the page's copy of a list. Changes of one effect apply in order; an index refers to
 * the list as the change before left it.
 */
export type Change =
    /** The list becomes empty before what follows. */
    | ['clear']
    /** Insert at `index` the object found at `from`. */
    | ['insert', number, Entry, Path]
    /** Insert at `index` a message of this page: the bulk text `text` is the page's object. */
    | ['insert', number, Entry, { text: number }]
    /** Replace the object at `index` with the one found at `from`. */
    | ['replace', number, Entry, Path]
    /** The object stays; what `Entry` names is new. */
    | ['patch', number, Entry]
    | ['remove', number]
    /** Like `patch`, and the object moves to index 0. */
    | ['toFront', number, Entry];

/** What the core knows of an entry, and the page's object repeats. */
export interface Entry {
    id: string;
    /** Messages only. */
    state?: MessageState;
    clientMessageId?: string;
    /** Conversations only: a count that the core itself has changed. */
    unreadCount?: number;
    /** Conversations only: the newest message came with this document, at this path. */
    lastMessage?: Path;
}

/** Why something failed; docs/methods.md explains each code. */
export type ErrorCode =
    | 'refused'
    | 'network'
    | 'timeout'
    | 'unauthorized'
    | 'malformed'
    | 'queue_full'
    | 'discarded'
    | 'disconnected'
    | 'not_found'
    | 'stopped'
    | 'signed_out'
    | 'unknown'
    | 'expired'
    | 'memory_only'
    | 'no_conversation_id'
    | 'load_failed'
    | 'aborted';
/** Codes that calls reject with. */
export type RejectionCode = Exclude<ErrorCode, 'expired' | 'memory_only' | 'no_conversation_id'>;
/** Codes of `messaging:error`. */
export type ReportedCode = Exclude<
    ErrorCode,
    'discarded' | 'disconnected' | 'not_found' | 'stopped' | 'signed_out' | 'unknown' | 'expired'
>;
/** Why a message is `failed`. */
export type FailureReason = 'refused' | 'unknown' | 'expired' | 'discarded' | 'signed_out';
/** Methods that report a missing conversation id. */
export type ConversationMethod =
    | 'joinConversation'
    | 'sendTypingStatus'
    | 'listenToMessages'
    | 'sendMessage'
    | 'markMessagesAsRead'
    | 'fetchMessagesFromAPI'
    | 'loadOlder';
/** What was attempted when something failed. */
export type Operation =
    | 'conversations'
    | 'messages'
    | 'unread'
    | 'sync'
    | 'send'
    | 'read'
    | 'join'
    | 'csrf'
    | 'auth'
    | 'storage'
    | 'core'
    | ConversationMethod;

/** How a page hears from the server. `long-polling` is real time too, `polling` is not. */
export type ConnectionMode = 'websocket' | 'long-polling' | 'polling' | 'none';
/** The state of the connection; docs/events.md says what each means. */
export type ClientState =
    | 'idle'
    | 'connecting'
    | 'online'
    | 'polling'
    | 'offline'
    | 'unauthenticated'
    | 'stopped';

/** What the host must do, in order. `text` numbers a bulk text: `core.text(n)`. */
export type Effect =
    /** `ws:` is a WebSocket, `http:` a session over long-polling. */
    | { type: 'OpenSocket'; socket: number; url: string }
    | { type: 'SendText'; socket: number; text: number }
    | { type: 'SendBinary'; socket: number; attachment: number }
    | { type: 'CloseSocket'; socket: number }
    /** Lets pending long-polling requests finish; then the socket closes with code 1000. */
    | { type: 'DrainSocket'; socket: number }
    | { type: 'DropAttachments'; attachments: number[] }
    | {
          type: 'HttpRequest';
          request: number;
          /**
           * `csrf`: the host keeps the token of the reply to itself and passes on an empty body.
           */
          purpose: 'api' | 'csrf';
          method: 'GET' | 'POST';
          url: string;
          text?: number;
          idempotencyKey?: string;
          timeoutMs: number;
      }
    | { type: 'AbortRequest'; request: number }
    /** Answered by `AuthReady` or `AuthFailed` with the same number. */
    | { type: 'AskAuth'; ask: number }
    // What is kept of a user's unsent messages. `text`: the record, JSON.
    | { type: 'LoadStorage'; ticket: number; userId: string }
    | { type: 'Persist'; ticket: number; userId: string; id: string; text: number }
    | { type: 'Forget'; ticket: number; userId: string; id: string }
    | { type: 'WipeStorage'; userId: string }
    | {
          type: 'Settle';
          call: number;
          ok: true;
          value?: unknown;
          from?: Path;
          attachments?: number[];
          text?: number;
      }
    | { type: 'Settle'; call: number; ok: false; error: CallError }
    | { type: 'Log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string }
    // Notifications: what changed, for the page.
    | {
          type: 'State';
          state: ClientState;
          mode: ConnectionMode;
          since: number;
          nextAttemptAt: number | null;
          reason: string;
          continuity: boolean;
          /** The Socket.IO session id while connected. */
          sid: string | null;
      }
    | { type: 'Connection'; status: 'online' | 'offline'; mode: ConnectionMode }
    | { type: 'Typing'; conversationId: string; userId: string; isTyping: boolean }
    | { type: 'Read'; conversationId: string; messageId: string; userId: string }
    | {
          type: 'MessageState';
          conversationId: string;
          clientMessageId: string;
          messageId: string | null;
          state: Exclude<MessageState, 'delivered'>;
          reason?: FailureReason;
      }
    | { type: 'Messages'; conversationId: string; hasOlder: boolean; changes: Change[] }
    | { type: 'Conversations'; changes: Change[] }
    | { type: 'Unread'; count: number }
    /** A Socket.IO event for the page's own handlers; the arguments are the current document. */
    | { type: 'Event'; socket: number; attachments: number[]; text?: number; ack?: number }
    | {
          type: 'Toast';
          toast: 'polling' | 'reconnected' | 'new_message' | 'send_failed';
          intervalMs?: number;
      }
    | {
          type: 'Error';
          operation: Operation;
          code: ReportedCode;
          conversationId: string | null;
          status: number | null;
          retryable: boolean;
      };

export interface CallError {
    code: RejectionCode;
    status: number | null;
    /** The server's own description, if it gave one. */
    message: string;
    retryable: boolean;
}

/** Divides frames that arrived together, as in an Engine.IO payload; JSON never contains it. */
export const frameSeparator = '\x1e';

/**
 * `json`: where the JSON document starts in the text that was just handled (a frame has a prefix of
 * ASCII digits). The document lives until the batch is done; `Path`s point into it.
 */
export interface Batch {
    json: number;
    /** What is left out of the document, as a range in the UTF-8 of the text. */
    leftOut?: [number, number];
    effects: Effect[];
}

/** One for each frame, or one for any other input; 0 if there is nothing to be done. */
export type Answer = Array<Batch | 0>;

/** Everything that the core must know before its first input. All values are in range. */
export interface CoreConfig {
    /** 128 random bits as 32 hexadecimal digits. */
    seed: string;
    /** Origin of the server, `https://host[:port]`, without a trailing slash. */
    url: string;
    path: string;
    /** Absolute base URL of the REST routes. */
    api: string;
    csrfUrl: string;
    pollIntervalMs: number;
    hiddenPollIntervalMs: number;
    typingThrottleMs: number;
    typingStopMs: number;
    typingExpiryMs: number;
    reconnectMinMs: number;
    reconnectMaxMs: number;
    historyWindow: number;
    /** Unsent messages outlive the page. */
    isStored: boolean;
    /** An earlier page could reach this server by long-polling only. */
    prefersPolling: boolean;
}

/** The one handle on the core. It never reaches the page. */
export interface Core {
    handle(nowMs: number, control: string, text: Bulk): string;
    /** Bulk text number `index` of the last answer. */
    text(index: number): string;
    /** When `Tick` is due, by the same clock as `nowMs`; negative if none is. */
    deadline(): number;
}
