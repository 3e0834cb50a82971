/**
 * Text that was typed and not sent, one per user and conversation. It outlives closing the dialog
 * and reloading the page, not the tab: a draft can be private.
 */

const prefix = 'messaging-draft:';

/** Stands in where the browser forbids storage. */
const memory = new Map<string, string>();

const keyOf = (userId: string, conversationId: string) =>
    `${prefix}${encodeURIComponent(userId)}:${conversationId}`;

export function draftOf(userId: string, conversationId: string): string {
    const key = keyOf(userId, conversationId);
    try {
        return sessionStorage.getItem(key) ?? memory.get(key) ?? '';
    } catch {
        return memory.get(key) ?? '';
    }
}

export function setDraft(userId: string, conversationId: string, text: string): void {
    const key = keyOf(userId, conversationId);
    try {
        if (text === '') sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, text);
        memory.delete(key);
    } catch {
        memory.set(key, text);
    }
}

/** Whoever uses the browser next does not read them. */
export function clearDrafts(): void {
    memory.clear();
    try {
        for (const key of Object.keys(sessionStorage)) {
            if (key.startsWith(prefix)) sessionStorage.removeItem(key);
        }
    } catch {
        // Without storage there was nothing but memory.
    }
}
