/** `messagingSystem`: conversations, messages, typing and receipts in real time. */
import type { ClientState, ConnectionMode } from '../bindings/protocol.ts';
import { conversationIdOf, toId } from './conversation_id.ts';
import { draftOf, setDraft } from './drafts.ts';
import type { ReadDetail, TypingDetail } from './events.ts';
import { getUserFromStorage } from './identity.ts';
import { Link } from './link.ts';
import type { Metrics, TraceOptions } from './observability.ts';
import { checkOptions, type MessagingOptions, type User } from './options.ts';
import { randomHex } from './random.ts';
import { SocketObject } from './socket_object.ts';
import { defaultStrings } from './strings.ts';
import { formatFullTimestamp, formatTimestamp, type Timestamp } from './timestamps.ts';
import { Topic } from './topic.ts';
import type { ConversationObject, MessageObject } from './types.ts';

/** Stops the subscription. Calling it again has no effect. */
export type Unsubscribe = () => void;

const defaultUserType = 'customer';

/** Messaging for one user on one server. */
export class MessagingSystem {
    /** Holds one entry while conversations are polled for lack of a real-time connection. */
    pollingIntervals: number[] = [];
    /** As in version 1. The option `api` sets where requests go. */
    readonly apiBase: string = '/api';
    /** For the page's own use, as in version 1. The manager owns the badge. */
    badgeElement: HTMLElement | null = null;
    /** The last known number of unread messages; -1 until it is known. */
    lastUnreadCount = -1;
    /** Whether events arrive in real time. */
    isConnected = false;
    /** How events arrive; `none` until the first connection. */
    mode: ConnectionMode = 'none';
    /** The same value as in the event `messaging:state`. */
    state: ClientState = 'idle';
    /** Ids of the joined conversations. */
    readonly activeConversations: Set<string> = new Set();
    /** Key `all`: the latest callback that listens to the conversation list. */
    readonly conversationCallbacks: Map<string, (list: ConversationObject[]) => void> = new Map();
    /** By conversation id: the latest callback that listens to its messages. */
    readonly messageCallbacks: Map<string, (list: MessageObject[]) => void> = new Map();
    /** By conversation id: a timer that runs while this user is shown as typing there. */
    readonly typingTimeouts: Map<string, ReturnType<typeof setTimeout>> = new Map();
    /** Always empty: the core owns the throttle timers. */
    readonly _typingDebounceTimers: Map<string, number> = new Map();
    _pollingNotificationShown = false;
    _unreadErrorLogged = false;
    _socketInitialized = false;
    _hasDisconnected = false;
    /** @internal */
    readonly _link: Link = new Link(this);

    /** Throws if an option is unknown or out of range. */
    constructor(options: MessagingOptions = {}) {
        this.configure(options);
    }

    /**
     * Merges in `options`, most of which must be set before the first use, see `MessagingOptions`.
     * Throws, changing nothing, if one is unknown, out of range or set too late.
     */
    configure(options: MessagingOptions): this {
        const link = this._link;
        checkOptions(options, link.starting && link.options);
        link.options = { ...link.options, ...options };
        link.strings = { ...defaultStrings, ...link.options.strings };
        const ask = () => link.engine?.identify();
        if ('user' in options) link.starting?.then(ask, () => {});
        return this;
    }

    /** Loads the core. Resolves once it runs; rejects if it cannot be loaded. */
    get ready(): Promise<void> {
        return this._link.start();
    }

    /** The connection, for custom events; `null` before the first use. */
    get socket(): SocketObject | null {
        return this._link.socket;
    }

    /** Connects. Resolves with whether real time was reached; attempts go on in either case. */
    async initWebSocket(): Promise<boolean> {
        const link = this._link;
        this._socketInitialized = true;
        link.socket ??= new SocketObject(link);
        if (!link.wantsConnection) {
            link.wantsConnection = true;
            link.tell({ type: 'Connect' });
        }
        return (await link.ask((calls) => calls.decided())) || false;
    }

    /** Alias of `initWebSocket`. */
    connectWebSocket(): Promise<boolean> {
        return this.initWebSocket();
    }

    /** The user found in the page's globals, or `null`. */
    getUserFromStorage(): User | null {
        return getUserFromStorage();
    }

    /** Dispatches `messaging:connection`. */
    emitConnectionStatus(status: 'online' | 'offline'): void {
        const { mode } = this;
        this._link.dispatch('messaging:connection', { status, timestamp: new Date(), mode });
    }

    /** Handles `data` as if the server had sent `new_message`. */
    handleNewMessage(data: unknown): void {
        this._link.inject('new_message', data);
    }

    /** Handles `data` as if the server had sent `conversation:updated`. */
    handleConversationUpdate(data: unknown): void {
        this._link.inject('conversation:updated', data);
    }

    /** Handles `data` as if the server had sent `typing:status`. */
    handleTypingStatus(data: TypingDetail): void {
        this._link.echo('messaging:typing', 'typing:status', data);
    }

    /** Handles `data` as if the server had sent `message:read`. */
    handleMessageRead(data: ReadDetail): void {
        this._link.echo('messaging:read', 'message:read', data);
    }

    /** Subscribes to a conversation's events, without fetching its messages. */
    joinConversation(conversationId: string): void {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'joinConversation');
        if (!id) return;
        link.use();
        this.activeConversations.add(id);
        link.tell({ type: 'JoinConversation', conversationId: id });
    }

    /** Leaves a conversation and drops the callbacks for its messages. */
    leaveConversation(conversationId: string): void {
        const id = toId(conversationId);
        const link = this._link;
        link.use();
        const topic = link.messages.get(id);
        topic?.clear();
        link.messages.delete(id);
        this.messageCallbacks.delete(id);
        const joined = this.activeConversations.delete(id);
        // Leave first: closing a conversation that is still joined rejoins it.
        if (joined) link.tell({ type: 'LeaveConversation', conversationId: id });
        if (topic) link.tell({ type: 'CloseConversation', conversationId: id });
    }

    /** Tells others that this user is typing. Call it on every keystroke; it is throttled. */
    sendTypingStatus(conversationId: string, isTyping: boolean): void {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'sendTypingStatus');
        if (!id) return;
        link.use();
        link.tell({ type: 'SetTyping', conversationId: id, isTyping: Boolean(isTyping) });
    }

    /** Polls while there is no real time: at once, then every `pollIntervalMs`. */
    startFallbackPolling(): void {
        this._link.wantsPolling = true;
        this._link.start();
        this._link.tell({ type: 'StartPolling' });
    }

    /** Stops what `startFallbackPolling` started. */
    stopFallbackPolling(): void {
        this._link.wantsPolling = false;
        this.pollingIntervals.length = 0;
        this._link.tell({ type: 'StopPolling' });
    }

    /**
     * Follows the conversation list. After the first response and each change, the callback gets a
     * new array of all conversations, newest first. Any number of callbacks may follow it.
     */
    listenToUserConversations(
        userId: string,
        userType: string,
        callback: (conversations: ConversationObject[]) => void,
    ): Unsubscribe {
        const link = this._link;
        const end = link.conversations.follow(callback, () => {
            this.conversationCallbacks.delete('all');
            link.listWish = null;
            link.tell({ type: 'UnwatchConversations' });
        });
        this.initWebSocket();
        const wish = { userId: toId(userId), userType: userType || defaultUserType };
        const known = link.listWish;
        if (known?.userId !== wish.userId || known.userType !== wish.userType) {
            link.listWish = wish;
            link.engine?.identify();
            link.tell({ type: 'WatchConversations', ...wish });
        }
        this.conversationCallbacks.set('all', callback);
        return end;
    }

    /**
     * Joins a conversation and follows its messages. After the first response and each change, the
     * callback gets a new array of the newest `historyWindow` messages, oldest first.
     */
    listenToMessages(
        conversationId: string,
        callback: (messages: MessageObject[]) => void,
    ): Unsubscribe {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'listenToMessages');
        if (!id) return () => {};
        const topic = link.messages.get(id) ?? new Topic();
        const end = topic.follow(callback, () => this.leaveConversation(id));
        this.initWebSocket();
        if (topic.size === 1) {
            link.messages.set(id, topic);
            link.tell({ type: 'OpenConversation', conversationId: id });
        }
        this.activeConversations.add(id);
        this.messageCallbacks.set(id, callback);
        return end;
    }

    /**
     * Sends a message, or queues it until it can be sent. Resolves with the server's id, or with
     * the `clientMessageId` after 10 s without a response; `messaging:message` reports what
     * follows. Rejects with a `MessagingError` if the message will not be sent.
     */
    async sendMessage(conversationId: string, messageData: object | string): Promise<string> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'sendMessage');
        const message = (
            typeof messageData === 'string' ? { message: messageData } : messageData
        ) as Record<string, unknown>;
        if (!id || !message || typeof message !== 'object')
            throw new TypeError('sendMessage(id, { message })');
        const clientMessageId = message.clientMessageId || `cm_${randomHex()}`;
        const text = JSON.stringify({ ...message, clientMessageId });
        return link.call({ type: 'SendMessage', conversationId: id }, text);
    }

    /** Marks a whole conversation as read. Never rejects; `messaging:error` reports failures. */
    async markMessagesAsRead(conversationId: string, userId: string): Promise<void> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'markMessagesAsRead');
        if (id) await link.ask((calls) => calls.markRead(id, toId(userId)));
    }

    /** Follows the number of unread messages, starting with the first response. */
    listenToUnreadCount(
        _userId: string,
        _userType: string,
        callback: (count: number) => void,
    ): Unsubscribe {
        const link = this._link;
        const end = link.unread.follow(callback, () => link.tell({ type: 'UnwatchUnread' }));
        this.initWebSocket();
        if (link.unread.size === 1) link.tell({ type: 'WatchUnread' });
        return end;
    }

    /** Fetches the conversations once. On failure: no callback, but `messaging:error`. */
    async fetchConversationsFromAPI(
        userId: string,
        userType: string,
        callback: (conversations: ConversationObject[]) => void,
    ): Promise<void> {
        const type = userType || defaultUserType;
        await this._link.ask((calls) => calls.fetchConversations(toId(userId), type, callback));
    }

    /** Fetches the messages once. On failure: no callback, but `messaging:error`. */
    async fetchMessagesFromAPI(
        conversationId: string,
        callback: (messages: MessageObject[]) => void,
    ): Promise<void> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'fetchMessagesFromAPI');
        if (id) await link.ask((calls) => calls.fetchMessages(id, callback));
    }

    /** Alias of `sendMessage`. */
    sendMessageViaAPI(conversationId: string, messageData: object | string): Promise<string> {
        return this.sendMessage(conversationId, messageData);
    }

    /** Alias of `markMessagesAsRead`. */
    markMessagesAsReadViaAPI(conversationId: string, userId: string): Promise<void> {
        return this.markMessagesAsRead(conversationId, userId);
    }

    /** Fetches the unread count once. On failure: no callback, but `messaging:error`. */
    async fetchUnreadCountFromAPI(
        _userId: string,
        _userType: string,
        callback: (count: number) => void,
    ): Promise<void> {
        await this._link.ask((calls) => calls.fetchUnread(callback));
    }

    /** "Just now", "5m ago", "3h ago", "2d ago", then the local date; empty if not a valid time. */
    formatTimestamp(timestamp: Timestamp): string {
        return formatTimestamp(timestamp, this._link.strings);
    }

    /** The local date and time; empty if not a valid time. */
    formatFullTimestamp(timestamp: Timestamp): string {
        return formatFullTimestamp(timestamp);
    }

    /** Sends a `failed` message again. Resolves and rejects like `sendMessage`. */
    retry(clientMessageId: string): Promise<string> {
        return this._link.call({ type: 'Retry', clientMessageId: toId(clientMessageId) });
    }

    /** Withdraws a message not sent yet. Its `sendMessage` promise rejects with `discarded`. */
    discard(clientMessageId: string): Promise<void> {
        return this._link.call({ type: 'Discard', clientMessageId: toId(clientMessageId) });
    }

    /** Loads older messages of an open conversation. Resolves with whether there are more. */
    async loadOlder(conversationId: string): Promise<boolean> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'loadOlder');
        if (!id) return false;
        return link.call({ type: 'LoadOlder', conversationId: id });
    }

    /** Fetches everything that is followed again; what waits to connect or sign in tries now. */
    refresh(): void {
        this._link.tell({ type: 'Refresh' });
    }

    /** This user's draft in a conversation; empty if there is none. */
    draft(conversationId: string): string {
        return draftOf(this._link, toId(conversationId));
    }

    /** Saves a draft, which outlives the page. An empty text removes it. */
    setDraft(conversationId: string, text: string): void {
        setDraft(this._link, toId(conversationId), text);
    }

    /** Deletes what this browser stores for the user: unsent messages and drafts. */
    async clearLocalData(): Promise<void> {
        const link = this._link;
        await link.ask(async () => link.engine?.forget());
    }

    /** Counts and timings of this client. Counting starts with the first call. */
    metrics(): Promise<Metrics> {
        return this._link.observe((engine) => engine.metrics());
    }

    /** Exports what the core was told, as JSON lines that can be replayed. */
    exportTrace(options?: TraceOptions): Promise<string> {
        return this._link.observe((engine) => engine.exportTrace(options));
    }

    /**
     * Stops everything: connection, requests, timers, listeners and callbacks. Pending calls reject
     * with `stopped`. The next call starts afresh.
     */
    cleanup(): void {
        const { _link: link, isConnected: wasConnected } = this;
        this.isConnected = false;
        this.mode = 'none';
        this.state = 'idle';
        this.pollingIntervals.length = 0;
        this.activeConversations.clear();
        this.conversationCallbacks.clear();
        this.messageCallbacks.clear();
        this._socketInitialized = false;
        if (wasConnected) this.emitConnectionStatus('offline');
        link.socket = null;
        link.stop();
        link.state('idle', 'stopped', null);
    }

    /** Like `cleanup()`, but final: later calls do nothing or reject. */
    destroy(): void {
        this.cleanup();
        this._link.destroy();
    }
}

/** The default system. */
export const messagingSystem: MessagingSystem = new MessagingSystem();
