/** A draft is one text, in however many tabs its conversation is open. */

import { on } from './dom.ts';

/** What precedes the conversation's id in the key: see `web/drafts.ts`. */
const prefix = /^messaging:draft:[^:]*:/;

/**
 * Calls `write` when another tab has changed or sent the draft that `input` shows. A box with
 * another text keeps it.
 */
export function followDraft(
    conversationId: string,
    input: HTMLTextAreaElement,
    write: (text: string) => void,
): () => void {
    return on<StorageEvent>(window, 'storage', ({ key, oldValue, newValue }) => {
        if (!key || !prefix.test(key) || key.replace(prefix, '') !== conversationId) return;
        if (input.value === (oldValue ?? '')) write(newValue ?? '');
    });
}
