/** Ids as pages give them. */
import type { Link } from './link.ts';

/** An id as text, or an empty one where there is none. */
export function toId(id: unknown): string {
    return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** The same for a conversation; where there is none, the page is told in what `operation`. */
export function conversationIdOf(link: Link, id: unknown, operation: string): string {
    const text = toId(id);
    if (!text) {
        console.error(`messaging: ${operation} found no conversation id`);
        link.dispatch('messaging:error', {
            operation,
            code: 'no_conversation_id',
            conversationId: null,
            status: null,
            retryable: false,
        });
    }
    return text;
}
