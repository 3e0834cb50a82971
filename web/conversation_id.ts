/** Normalizes the ids that pages pass in. */
import type { ConversationMethod } from '../bindings/protocol.ts';
import type { Link } from './link.ts';

/** The id as a string, or an empty one if there is none. */
export function toId(id: unknown): string {
    return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** The same for a conversation. If there is none, reports an error for `operation`. */
export function conversationIdOf(link: Link, id: unknown, operation: ConversationMethod): string {
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
