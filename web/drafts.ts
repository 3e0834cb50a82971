/**
 * Unsent texts, one per user and conversation. They outlive the page and are deleted when their
 * user signs out. Without a known user, or where storage is blocked, there are none.
 */

import { getUserFromStorage } from './identity.ts';
import type { Link } from './link.ts';
import type { User } from './options.ts';

const prefix = 'messaging:draft:';

/** The user, as far as known without asking the server. */
export function userIdOf({ options, userId }: Link): string {
    const known = options.user ?? getUserFromStorage();
    return userId || String((known as User | null)?.id ?? '');
}

const keyOf = (userId: string, conversationId: string) =>
    `${prefix}${encodeURIComponent(userId)}:${conversationId}`;

export function draftOf(link: Link, conversationId: string): string {
    try {
        return localStorage.getItem(keyOf(userIdOf(link), conversationId)) ?? '';
    } catch {
        return '';
    }
}

export function setDraft(link: Link, conversationId: string, text: string): void {
    try {
        const userId = userIdOf(link);
        const key = keyOf(userId, conversationId);
        if (text && userId) localStorage.setItem(key, text);
        else localStorage.removeItem(key);
    } catch {}
}

export function clearDrafts(userId: string): void {
    try {
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith(keyOf(userId, ''))) localStorage.removeItem(key);
        }
    } catch {}
}
