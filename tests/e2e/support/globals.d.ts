// What `pages/page.js` puts on its window.
import type * as Elements from '../../../web/elements/elements.ts';
import type * as Messaging from '../../../web/messaging.ts';

interface Recorded {
    events: Array<{ name: string; detail: Record<string, unknown> }>;
    toasts: Array<{ kind: string; text: string; duration?: number }>;
    /** By conversation, each list of texts that the page was given. */
    lists: Record<string, string[][]>;
    conversations: Array<Array<{ id: string; lastMessage: string }>>;
    counts: number[];
    [as: string]: unknown;
}

declare global {
    interface Window {
        /** The name that the global script defines. */
        MessagingWasm: typeof Messaging;
        messaging: typeof Messaging;
        /** What `pages/elements-page.js` imports. */
        elements: typeof Elements;
        system: Messaging.MessagingSystem;
        manager: Messaging.MessagingManager;
        record: Recorded;
        follow(conversationId: string, as?: string): void;
        followConversations(userId: string, userType: string, as?: string): void;
        followUnread(as?: string): void;
        unfollow(as: string): void;
        // biome-ignore lint/suspicious/noExplicitAny: a test's own notes.
        [note: `test${string}`]: any;
    }
}

// What `pages/old-client.js` puts on its window; it was written without types.
declare global {
    interface Window {
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        old: any;
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        oldToasts: any[];
        startOldPage(conversationId: string): Promise<void>;
        sendOld(conversationId: string, message: string): Promise<string>;
    }
}
