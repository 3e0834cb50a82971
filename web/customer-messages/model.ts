/** Shared by the two pages: the module's objects, and how the pages differ. */

export type {
    ConversationObject as Conversation,
    MessageObject as Message,
} from '../messaging.ts';

/** One of the two sides of a conversation. */
export interface Side {
    role: 'customer' | 'supplier';
    /** The id of the list's container element. */
    containerId: string;
    /** The member of a conversation that holds the other person's name, and the fallback for it. */
    otherName: 'customerName' | 'supplierName';
    otherLabel: string;
    emptyText: string;
    /** The page for users signed in as the other side. */
    otherPage: string;
}

/** An optional member of a server's object, as a string. */
export function textIn(object: Record<string, unknown> | null, field: string): string {
    const value = object?.[field];
    return typeof value === 'string' ? value : '';
}
