/** `messagingManager`: who is typing, the unread badge, and the indicators on the page. */
import { animateBadge, findBadge, showBadge } from './badge.ts';
import { showConnection } from './connection_indicator.ts';
import { toId } from './conversation_id.ts';
import { dispatch, isOwn, type ReadDetail, type TypingDetail } from './events.ts';
import type { PageCalls } from './page_calls.ts';
import { type MessagingSystem, messagingSystem } from './system.ts';
import {
    createTypingIndicator,
    hideTypingIndicator,
    showTypingIndicator,
} from './typing_indicator.ts';

const handlers: Record<string, (manager: MessagingManager, detail: never) => void> = {
    'messaging:typing': (manager, detail) => manager.handleTypingStatus(detail),
    'messaging:read': (manager, detail) => manager.handleReadReceipt(detail),
    'messaging:connection': (manager, detail) => manager.handleConnectionStatus(detail),
};

/**
 * State shared by the managers of one system. They listen once, so each event produces one
 * `messagingManager:*` event however many managers there are.
 */
export class Group {
    managers: MessagingManager[] = [];
    readonly typingUsers = new Map<string, Set<string>>();
    private listening = false;
    /** The system was destroyed. */
    closed = false;
    /** Run when the system is stopped. */
    readonly removals: Array<() => void> = [];

    /** The system calls `handle` itself; this is for events that the page dispatches, for tests. */
    listen(): void {
        const idle = this.listening || this.closed || !this.managers[0];
        if (idle || !globalThis.window) return;
        this.listening = true;
        for (const name of Object.keys(handlers)) window.addEventListener(name, this);
    }

    stop(): void {
        for (const name of this.listening ? Object.keys(handlers) : []) {
            window.removeEventListener(name, this);
        }
        for (const remove of this.removals.splice(0)) remove();
        this.listening = false;
        this.typingUsers.clear();
    }

    handleEvent({ type, detail }: CustomEvent): void {
        if (!isOwn(detail)) this.handle(type, detail);
    }

    handle(name: string, detail: unknown): void {
        const [manager] = this.managers;
        if (manager && detail) handlers[name]?.(manager, detail as never);
    }
}

/** Who is typing, the unread badge, and the indicators on the page, for one system. */
export class MessagingManager {
    /** The system it listens to. */
    readonly messagingSystem: MessagingSystem;
    /** The badge found on the page; `null` until then, or if there is none. */
    badgeElement: HTMLElement | null = null;
    /** The number last shown in the badge. */
    lastUnreadCount = 0;
    /** User ids of those typing, by conversation id. Shared by all managers of a system. */
    readonly typingUsers: Map<string, Set<string>>;
    /** The element that shows the status; `null` until it is first shown. */
    connectionStatusElement: HTMLElement | null = null;
    _unreadRefreshErrorLogged = false;
    private readonly group: Group;

    /**
     * @param system the system to manage; default: the page's default system
     * @param listen `false`: start listening only when the system or this manager is first used
     */
    constructor(system: MessagingSystem = messagingSystem, listen = true) {
        const link = system._link;
        link.group ??= new Group();
        this.messagingSystem = system;
        this.group = link.group;
        this.typingUsers = this.group.typingUsers;
        this.group.managers.push(this);
        if (listen) this._setupEventListeners();
    }

    _setupEventListeners(): void {
        this.group.listen();
    }

    /** Updates `typingUsers` and dispatches `messagingManager:typingUpdate`. */
    handleTypingStatus({ conversationId, userId, isTyping }: TypingDetail): void {
        const users = this.typingUsers.get(conversationId) ?? new Set();
        if (isTyping) users.add(userId);
        else users.delete(userId);
        if (users.size > 0) this.typingUsers.set(conversationId, users);
        else this.typingUsers.delete(conversationId);
        dispatch('messagingManager:typingUpdate', {
            conversationId,
            typingUserIds: [...users],
            isTyping: users.size > 0,
        });
    }

    /** Dispatches `messagingManager:readReceipt`. */
    handleReadReceipt({ conversationId, messageId, userId }: ReadDetail): void {
        dispatch('messagingManager:readReceipt', {
            conversationId,
            messageId,
            userId,
        });
    }

    /** Shows the status. Notices about it appear once per outage and system. */
    handleConnectionStatus({ status }: { status: 'online' | 'offline' }): void {
        this.updateConnectionIndicator(status);
    }

    /**
     * Shows "Online" or "Offline" in `#messaging-connection-status`, else in
     * `[data-messaging-status]`, else in an element it creates.
     */
    updateConnectionIndicator(status: 'online' | 'offline'): void {
        const { strings } = this.messagingSystem._link;
        const known = this.connectionStatusElement;
        this.connectionStatusElement = showConnection(status, known, strings);
    }

    /** User ids of those typing in a conversation. */
    getTypingUsers(conversationId: string): string[] {
        this._setupEventListeners();
        return [...(this.typingUsers.get(conversationId) ?? [])];
    }

    /** Whether anybody is typing in a conversation. */
    isTyping(conversationId: string): boolean {
        this._setupEventListeners();
        return this.typingUsers.has(conversationId);
    }

    /** Marks a thread as read. Resolves with whether that succeeded. */
    async markMessagesAsRead(threadId: string): Promise<boolean> {
        const id = toId(threadId);
        const marked = id && (await this.ask((calls) => calls.markThreadRead(this, id)));
        return marked || false;
    }

    /**
     * Fetches the unread count, shows it in the badge and dispatches `unreadCountUpdated`. Never
     * rejects: on failure it resolves with the last known number.
     */
    async refreshUnreadCount(): Promise<number> {
        return (await this.ask((calls) => calls.refreshUnread(this))) ?? this.lastUnreadCount;
    }

    /** Shows the number in the badge: "99+" above 99, hidden for 0. */
    updateBadge(count: number): void {
        const { unread, ownUnread } = this.messagingSystem._link;
        const changed = count !== this.lastUnreadCount;
        this.lastUnreadCount = count;
        this.badgeElement = findBadge(this.badgeElement, unread.size === ownUnread);
        if (!this.badgeElement) return;
        showBadge(this.badgeElement, count);
        if (changed && count > 0) this.animateBadge();
    }

    /** Animates the badge, if there is one. */
    animateBadge(): void {
        if (this.badgeElement) animateBadge(this.badgeElement);
    }

    /**
     * Keeps the badge up to date: by events in real time, otherwise by polling every `interval` ms
     * (default 30000). Returns the timer id to pass to `clearInterval` to stop it.
     */
    startUnreadCountPolling(interval = 30_000): ReturnType<typeof setInterval> {
        const tick = () => this.ask(async (calls) => calls.keepUnread(this, interval));
        tick();
        const timer = setInterval(tick, interval);
        this.group.removals.push(() => clearInterval(timer));
        return timer;
    }

    /**
     * Appends a hidden typing indicator to the first matching element, or returns the one already
     * there.
     */
    createTypingIndicator(containerSelector: string | Element): HTMLElement | null {
        this._setupEventListeners();
        return createTypingIndicator(containerSelector, this.messagingSystem._link.strings);
    }

    /** Shows "Jo is typing...", or "typing..." without a name. */
    showTypingIndicator(indicator: HTMLElement | null, userName: string | null = null): void {
        showTypingIndicator(indicator, userName, this.messagingSystem._link.strings);
    }

    /** Hides an indicator made by `createTypingIndicator`. `null` is allowed. */
    hideTypingIndicator(indicator: HTMLElement | null): void {
        hideTypingIndicator(indicator);
    }

    /** Detaches this manager from the page. The last one of a system also removes its listeners. */
    destroy(): void {
        const { group, connectionStatusElement: element } = this;
        group.managers = group.managers.filter((manager) => manager !== this);
        if (group.managers.length === 0) group.stop();
        if (element?.matches('[data-messaging-own]')) element.remove();
    }

    private ask<T>(work: (calls: PageCalls) => Promise<T>): Promise<T | undefined> {
        return this.messagingSystem._link.ask(work);
    }
}
