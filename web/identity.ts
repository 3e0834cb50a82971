/** Who the user is: the option `user`, else what existing pages keep in their globals. */
import type { User } from './options.ts';
import type { MessagingSystem } from './system.ts';

interface AuthState {
    getUser?(): unknown;
}

interface PageGlobals {
    __authState?: AuthState;
    AuthStateManager?: AuthState;
    localStorage?: Storage;
}

/**
 * The result of `getUser()` of `window.__authState` or `window.AuthStateManager`, even if that is
 * nobody; else the JSON in `localStorage.user`; else `null`.
 */
export function getUserFromStorage(): User | null {
    try {
        const page = globalThis as PageGlobals;
        const state = page.__authState ?? page.AuthStateManager;
        const user =
            typeof state?.getUser === 'function'
                ? state.getUser()
                : JSON.parse(page.localStorage?.getItem('user') ?? 'null');
        return typeof user === 'object' ? (user as User | null) : null;
    } catch {
        // Invalid JSON, or storage that this page may not read.
        return null;
    }
}

/** A user as the core sees it. */
export interface Identity {
    userId: string;
    role: string;
}

/** The identity in a user object, under any of the names for the id; `null` for nobody. */
export function readIdentity(user: unknown): Identity | null {
    if (typeof user !== 'object' || user === null) return null;
    const { id, _id, userId, role, userType } = user as Record<string, unknown>;
    const found = id ?? _id ?? userId;
    if (typeof found !== 'string' && typeof found !== 'number') return null;
    const word = role ?? userType;
    return found === ''
        ? null
        : { userId: String(found), role: typeof word === 'string' ? word : '' };
}

/**
 * Resolves the option `user`, else `getUserFromStorage()`, which a page may have overridden.
 * Rejects if the option's function does.
 */
export async function askIdentity(system: MessagingSystem): Promise<Identity | null> {
    const { user } = system._link.options;
    if (user === undefined) return readIdentity(await system.getUserFromStorage());
    return readIdentity(typeof user === 'function' ? await user() : user);
}

/**
 * Calls `changed` whenever the user may have changed: the page dispatched `auth-state-changed`, or
 * another tab signed in or out. Returns the function that stops it.
 */
export function watchIdentity(changed: () => void): () => void {
    if (!globalThis.window) return () => {};
    const stored = (event: StorageEvent) => {
        // `null`: all of the storage was cleared.
        if (event.key === 'user' || event.key === null) changed();
    };
    window.addEventListener('auth-state-changed', changed);
    window.addEventListener('storage', stored);
    return () => {
        window.removeEventListener('auth-state-changed', changed);
        window.removeEventListener('storage', stored);
    };
}
