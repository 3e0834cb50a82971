/** `messagingSystem`: conversations, messages and what people do in them, in real time. */
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

/** Ends what was followed; calling it again does nothing. */
export type Unsubscribe = () => void;

const defaultUserType = 'customer';

/** One user's messaging with one server. */
export class MessagingSystem {
    /** One entry while conversations are polled because there is no real time. */
    pollingIntervals: number[] = [];
    /** As in version 1; the option `api` says where requests go. */
    readonly apiBase: string = '/api';
    /** For the page's own use, as in version 1; the manager has the badge. */
    badgeElement: HTMLElement | null = null;
    /** The last known number of unread messages; -1 before there is one. */
    lastUnreadCount = -1;
    /** Whether events arrive in real time. */
    isConnected = false;
    /** How they arrive; `none` before there is a connection. */
    mode: ConnectionMode = 'none';
    /** The same as in the event `messaging:state`. */
    state: ClientState = 'idle';
    /** Ids of the conversations that were joined. */
    readonly activeConversations: Set<string> = new Set();
    /** `all`: a callback that listens to the list of conversations. */
    readonly conversationCallbacks: Map<string, (list: ConversationObject[]) => void> = new Map();
    /** By conversation, a callback that listens to its messages. */
    readonly messageCallbacks: Map<string, (list: MessageObject[]) => void> = new Map();
    /** By conversation, a timer that runs while this user is shown as typing there. */
    readonly typingTimeouts: Map<string, ReturnType<typeof setTimeout>> = new Map();
    /** Empty: the throttle's timers are the core's. */
    readonly _typingDebounceTimers: Map<string, number> = new Map();
    _pollingNotificationShown = false;
    _unreadErrorLogged = false;
    _socketInitialized = false;
    _hasDisconnected = false;
    /** @internal */
    readonly _link: Link = new Link(this);

    /** Throws where an option is unknown or out of its range. */
    constructor(options: MessagingOptions = {}) {
        this.configure(options);
    }

    /**
     * Adds to the options. Most must be set before the first use, see `MessagingOptions`. Throws
     * where an option is unknown, out of its range or too late; nothing is changed then.
     */
    configure(options: MessagingOptions): this {
        const link = this._link;
        checkOptions(options, link.starting !== null);
        link.options = { ...link.options, ...options };
        link.strings = { ...defaultStrings, ...link.options.strings };
        const ask = () => link.engine?.identify();
        if ('user' in options) link.starting?.then(ask, () => {});
        return this;
    }

    /** Resolves when the core runs, and begins to load it; rejects when it cannot be loaded. */
    get ready(): Promise<void> {
        return this._link.start();
    }

    /** The connection for custom events; `null` before the first use. */
    get socket(): SocketObject | null {
        return this._link.socket;
    }

    /** Connects. Resolves with whether that has led to real time; it is tried on in any case. */
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

    /** The same as `initWebSocket`. */
    connectWebSocket(): Promise<boolean> {
        return this.initWebSocket();
    }

    /** The user that the page keeps in its globals, or `null`. */
    getUserFromStorage(): User | null {
        return getUserFromStorage();
    }

    /** Dispatches `messaging:connection`. */
    emitConnectionStatus(status: 'online' | 'offline'): void {
        const { mode } = this;
        this._link.dispatch('messaging:connection', { status, timestamp: new Date(), mode });
    }

    /** As if the server had sent `new_message`. */
    handleNewMessage(data: unknown): void {
        this._link.inject('new_message', data);
    }

    /** As if the server had sent `conversation:updated`. */
    handleConversationUpdate(data: unknown): void {
        this._link.inject('conversation:updated', data);
    }

    /** As if the server had sent `typing:status`. */
    handleTypingStatus(data: TypingDetail): void {
        this._link.echo('messaging:typing', 'typing:status', data);
    }

    /** As if the server had sent `message:read`. */
    handleMessageRead(data: ReadDetail): void {
        this._link.echo('messaging:read', 'message:read', data);
    }

    /** Takes part in the events of a conversation, without its messages. */
    joinConversation(conversationId: string): void {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'joinConversation');
        if (!id) return;
        link.use();
        this.activeConversations.add(id);
        link.tell({ type: 'JoinConversation', conversationId: id });
    }

    /** Leaves a conversation and forgets the callbacks for its messages. */
    leaveConversation(conversationId: string): void {
        const id = toId(conversationId);
        const link = this._link;
        link.use();
        const topic = link.messages.get(id);
        topic?.clear();
        link.messages.delete(id);
        this.messageCallbacks.delete(id);
        const joined = this.activeConversations.delete(id);
        // First: who closes a conversation that is joined is let in again.
        if (joined) link.tell({ type: 'LeaveConversation', conversationId: id });
        if (topic) link.tell({ type: 'CloseConversation', conversationId: id });
    }

    /** Tells the others that this user types; call it for every key, it is throttled. */
    sendTypingStatus(conversationId: string, isTyping: boolean): void {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'sendTypingStatus');
        if (!id) return;
        link.use();
        link.tell({ type: 'SetTyping', conversationId: id, isTyping: Boolean(isTyping) });
    }

    /** Polls while there is no real time, at once and every `pollIntervalMs`. */
    startFallbackPolling(): void {
        this._link.wantsPolling = true;
        this._link.start();
        this._link.tell({ type: 'StartPolling' });
    }

    /** Ends what `startFallbackPolling` began. */
    stopFallbackPolling(): void {
        this._link.wantsPolling = false;
        this.pollingIntervals.length = 0;
        this._link.tell({ type: 'StopPolling' });
    }

    /**
     * Follows the list of conversations. The callback gets a fresh array of all, newest first,
     * after the first answer and after each change. Any number of callbacks may follow.
     */
    listenToUserConversations(
        userId: string,
        userType: string,
        callback: (conversations: ConversationObject[]) => void,
    ): Unsubscribe {
        const link = this._link;
        this.initWebSocket();
        const wish = { userId: toId(userId), userType: userType || defaultUserType };
        const known = link.listWish;
        if (known?.userId !== wish.userId || known.userType !== wish.userType) {
            link.listWish = wish;
            link.engine?.identify();
            link.tell({ type: 'WatchConversations', ...wish });
        }
        this.conversationCallbacks.set('all', callback);
        return link.conversations.follow(callback, () => {
            this.conversationCallbacks.delete('all');
            link.listWish = null;
            link.tell({ type: 'UnwatchConversations' });
        });
    }

    /**
     * Follows the messages of a conversation and joins it. The callback gets a fresh array of the
     * newest `historyWindow`, oldest first, after the first answer and after each change.
     */
    listenToMessages(
        conversationId: string,
        callback: (messages: MessageObject[]) => void,
    ): Unsubscribe {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'listenToMessages');
        if (!id) return () => {};
        this.initWebSocket();
        let topic = link.messages.get(id);
        if (!topic) {
            topic = new Topic();
            link.messages.set(id, topic);
            link.tell({ type: 'OpenConversation', conversationId: id });
        }
        const followed = topic;
        this.activeConversations.add(id);
        this.messageCallbacks.set(id, callback);
        return followed.follow(callback, () => {
            // The conversation may have been left and opened anew since.
            if (link.messages.get(id) === followed) this.leaveConversation(id);
        });
    }

    /**
     * Sends a message, or keeps it until it can be sent. Resolves with the server's id, or with the
     * `clientMessageId` where no answer came within 10 s; the event `messaging:message` tells the
     * rest. Rejects with a `MessagingError` when the message will not be sent.
     */
    async sendMessage(
        conversationId: string,
        messageData: Record<string, unknown> | string,
    ): Promise<string> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'sendMessage');
        const message = typeof messageData === 'string' ? { message: messageData } : messageData;
        if (!id || !message || typeof message !== 'object')
            throw new TypeError('sendMessage(id, { message })');
        const clientMessageId = message.clientMessageId || `cm_${randomHex()}`;
        const text = JSON.stringify({ ...message, clientMessageId });
        return link.call({ type: 'SendMessage', conversationId: id }, text);
    }

    /** Marks all of a conversation as read. Never rejects; `messaging:error` tells failures. */
    async markMessagesAsRead(conversationId: string, userId: string): Promise<void> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'markMessagesAsRead');
        if (id) await link.ask((calls) => calls.markRead(id, toId(userId)));
    }

    /** Follows the number of unread messages, from the first answer on. */
    listenToUnreadCount(
        _userId: string,
        _userType: string,
        callback: (count: number) => void,
    ): Unsubscribe {
        const link = this._link;
        this.initWebSocket();
        if (link.unread.size === 0) link.tell({ type: 'WatchUnread' });
        return link.unread.follow(callback, () => link.tell({ type: 'UnwatchUnread' }));
    }

    /** Asks once for conversations. Where that fails there is no call, but `messaging:error`. */
    async fetchConversationsFromAPI(
        userId: string,
        userType: string,
        callback: (conversations: ConversationObject[]) => void,
    ): Promise<void> {
        const type = userType || defaultUserType;
        await this._link.ask((calls) => calls.fetchConversations(toId(userId), type, callback));
    }

    /** Asks once for the messages. Where that fails there is no call, but `messaging:error`. */
    async fetchMessagesFromAPI(
        conversationId: string,
        callback: (messages: MessageObject[]) => void,
    ): Promise<void> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'fetchMessagesFromAPI');
        if (id) await link.ask((calls) => calls.fetchMessages(id, callback));
    }

    /** The same as `sendMessage`. */
    sendMessageViaAPI(
        conversationId: string,
        messageData: Record<string, unknown> | string,
    ): Promise<string> {
        return this.sendMessage(conversationId, messageData);
    }

    /** The same as `markMessagesAsRead`. */
    markMessagesAsReadViaAPI(conversationId: string, userId: string): Promise<void> {
        return this.markMessagesAsRead(conversationId, userId);
    }

    /** Asks once for the count. Where that fails there is no call, but `messaging:error`. */
    async fetchUnreadCountFromAPI(
        _userId: string,
        _userType: string,
        callback: (count: number) => void,
    ): Promise<void> {
        await this._link.ask((calls) => calls.fetchUnread(callback));
    }

    /** "Just now", "5m ago", "3h ago", "2d ago", then the local date; empty for what is no time. */
    formatTimestamp(timestamp: Timestamp): string {
        return formatTimestamp(timestamp, this._link.strings);
    }

    /** The local date and time; empty for what is no time. */
    formatFullTimestamp(timestamp: Timestamp): string {
        return formatFullTimestamp(timestamp);
    }

    /** Sends a message of state `failed` again; resolves and rejects as `sendMessage` does. */
    retry(clientMessageId: string): Promise<string> {
        return this._link.call({ type: 'Retry', clientMessageId: toId(clientMessageId) });
    }

    /** Takes back a message that was not sent yet; its `sendMessage` rejects with `discarded`. */
    discard(clientMessageId: string): Promise<void> {
        return this._link.call({ type: 'Discard', clientMessageId: toId(clientMessageId) });
    }

    /** Brings older messages of an open conversation; resolves with whether there are more. */
    async loadOlder(conversationId: string): Promise<boolean> {
        const link = this._link;
        const id = conversationIdOf(link, conversationId, 'loadOlder');
        if (!id) return false;
        return link.call({ type: 'LoadOlder', conversationId: id });
    }

    /** Asks again for everything that is followed. */
    refresh(): void {
        this._link.tell({ type: 'Refresh' });
    }

    /** What this user has begun to write in a conversation; empty where there is nothing. */
    draft(conversationId: string): string {
        return draftOf(this._link, toId(conversationId));
    }

    /** Keeps a text that is not sent yet, also over the end of the page; an empty one ends it. */
    setDraft(conversationId: string, text: string): void {
        setDraft(this._link, toId(conversationId), text);
    }

    /** Forgets what this browser keeps of the user: unsent messages and drafts. */
    async clearLocalData(): Promise<void> {
        const link = this._link;
        await link.ask(async () => link.engine?.forget());
    }

    /** Figures of how it goes; counting begins with the first call. */
    metrics(): Promise<Metrics> {
        return this._link.observe((engine) => engine.metrics());
    }

    /** What the core was told, to be played again: a text of lines, each JSON. */
    exportTrace(options?: TraceOptions): Promise<string> {
        return this._link.observe((engine) => engine.exportTrace(options));
    }

    /**
     * Ends all that was begun: connection, requests, timers, listeners and callbacks. Calls in
     * progress reject with `stopped`. The next call begins anew.
     */
    cleanup(): void {
        const wasConnected = this.isConnected;
        const link = this._link;
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
    }

    /** The same as `cleanup()`, for good: later calls do nothing or reject. */
    destroy(): void {
        this.cleanup();
        this._link.destroy();
    }
}

/** The system that a page without wishes of its own uses. */
export const messagingSystem: MessagingSystem = new MessagingSystem();
