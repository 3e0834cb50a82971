/** Methods that query the server and never reject. */
import type { Link } from './link.ts';
import type { MessagingManager } from './manager.ts';
import type { MessagingError } from './messaging_error.ts';
import type { ConversationObject, MessageObject } from './types.ts';

/** After this many intervals without a tick, the page has stopped polling the count. */
const leaseIntervals = 2.5;

/** A manager that follows the count for as long as its page keeps ticking. */
interface Lease {
    endsAt: number;
    unsubscribe(): void;
}

type CallInput = Parameters<Link['call']>[0];

export class PageCalls {
    private readonly leases = new Map<MessagingManager, Lease>();
    private readonly deciding: Array<(online: boolean) => void> = [];

    constructor(private readonly link: Link) {}

    stop(): void {
        this.leases.clear();
        this.decide();
    }

    /** Resolves with whether there is real time, once that is settled. */
    decided(): Promise<boolean> {
        return new Promise((resolve) => {
            this.deciding.push(resolve);
            this.decide();
        });
    }

    /** Call this after each change of the system's state. */
    decide(): void {
        const { system, wantsConnection } = this.link;
        const { state, isConnected } = system;
        // `idle` while a connection is wanted: it has not started yet.
        if (state === 'connecting' || (state === 'idle' && wantsConnection)) return;
        for (const resolve of this.deciding.splice(0)) resolve(isConnected);
    }

    async markRead(conversationId: string, userId: string): Promise<void> {
        await this.quiet({ type: 'MarkRead', conversationId, userId });
    }

    async fetchConversations(
        userId: string,
        userType: string,
        callback: (conversations: ConversationObject[]) => void,
    ): Promise<void> {
        const what = 'conversations';
        const input: CallInput = { type: 'Fetch', what, userId, userType };
        const list = await this.quiet<ConversationObject[]>(input);
        if (list) callback(list);
    }

    async fetchMessages(
        conversationId: string,
        callback: (messages: MessageObject[]) => void,
    ): Promise<void> {
        const input: CallInput = { type: 'Fetch', what: 'messages', conversationId };
        const list = await this.quiet<MessageObject[]>(input);
        if (list) callback(list);
    }

    async fetchUnread(callback: (count: number) => void): Promise<void> {
        const count = await this.quiet<number>({ type: 'Fetch', what: 'unread' });
        if (count !== undefined) callback(count);
    }

    async markThreadRead(manager: MessagingManager, threadId: string): Promise<boolean> {
        try {
            await this.link.call({ type: 'MarkThreadRead', threadId });
        } catch {
            return false;
        }
        await this.refreshUnread(manager);
        return true;
    }

    async refreshUnread(manager: MessagingManager): Promise<number> {
        try {
            const count = await this.link.call<number>({ type: 'Fetch', what: 'unread' });
            manager.updateBadge(count);
            this.link.dispatch('unreadCountUpdated', { count });
        } catch (error) {
            // A server without this route has no unread count.
            if ((error as MessagingError).status === 404) manager.updateBadge(0);
            else if (!manager._unreadRefreshErrorLogged) {
                manager._unreadRefreshErrorLogged = true;
                console.warn('messaging: the number of unread messages is not known', error);
            }
        }
        return manager.lastUnreadCount;
    }

    /**
     * Call this every `interval` ms: the badge follows the count until the calls stop. Makes a
     * request only where neither events nor other polling bring the count.
     */
    keepUnread(manager: MessagingManager, interval: number): void {
        const lease = this.leases.get(manager);
        const endsAt = Date.now() + leaseIntervals * interval;
        if (lease) {
            lease.endsAt = endsAt;
            if (!this.link.system.isConnected && !document.hidden) this.refreshUnread(manager);
            return;
        }
        this.link.ownUnread += 1;
        const unsubscribe = manager.messagingSystem.listenToUnreadCount('', '', (count) => {
            this.follow(manager, count);
        });
        this.leases.set(manager, { endsAt, unsubscribe });
        this.refreshUnread(manager);
    }

    private follow(manager: MessagingManager, count: number): void {
        const lease = this.leases.get(manager);
        if (lease && Date.now() < lease.endsAt) {
            manager.updateBadge(count);
        } else if (lease) {
            this.leases.delete(manager);
            this.link.ownUnread -= 1;
            lease.unsubscribe();
        }
    }

    private async quiet<T>(input: CallInput): Promise<T | undefined> {
        try {
            return await this.link.call<T>(input);
        } catch {
            return undefined;
        }
    }
}
