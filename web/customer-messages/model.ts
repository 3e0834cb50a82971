/** What the two pages share: the objects of the module, and in what the pages differ. */

export type {
    ConversationObject as Conversation,
    MessageObject as Message,
} from '../messaging.ts';

/** One of the two sides of a conversation. */
export interface Side {
    role: 'customer' | 'supplier';
    /** The id of the element that the list is put into. */
    containerId: string;
    /** The field of a conversation with the other person's name, and what stands in for it. */
    otherName: 'customerName' | 'supplierName';
    otherLabel: string;
    emptyText: string;
    /** Where somebody goes who is signed in as the other side. */
    otherPage: string;
}

/** A field that a server may have or not, as text. */
export function textIn(object: Record<string, unknown> | null, field: string): string {
    const value = object?.[field];
    return typeof value === 'string' ? value : '';
}
