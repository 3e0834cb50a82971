/**
 * Who is signed in. The server's cookie decides. The page asks again whenever the answer may have
 * changed: after signing in or out in this tab or another, and on returning to a page without a
 * known user.
 */

import { on } from '../dom/dom.ts';
import { displayName } from '../dom/names.ts';
import messagingSystem from '../messaging.ts';
import { ApiError, fieldOf, get, post, textOf } from './api.ts';

export interface User {
    id: string;
    name: string;
    role: string;
}

/** Tells other tabs of a change, through the `storage` event: "in" or "out", and the time. */
const changeKey = 'messaging-session-changed';

let asking: Promise<User | null> | null = null;

/** Makes one request at a time, shared by all callers. Rejects if the server does not answer. */
export function currentUser(): Promise<User | null> {
    asking ??= get('/api/auth/me')
        .then(userIn, (error: unknown) => {
            if (error instanceof ApiError && error.status === 401) return null;
            throw error;
        })
        .finally(() => {
            asking = null;
        });
    return asking;
}

function userIn(answer: unknown): User | null {
    const user = fieldOf(answer, 'user');
    const id = textOf(user, 'id');
    if (id === '') return null;
    const role = textOf(user, 'role');
    const nameless = role === 'supplier' ? 'Supplier' : 'Customer';
    return { id, name: displayName(fieldOf(user, 'name'), nameless), role };
}

export interface SessionListener {
    /** Called with the first answer, then only when the user differs or nobody is signed in. */
    changed(user: User | null): void;
    failed(error: unknown): void;
}

export interface Session {
    refresh(): Promise<void>;
    close(): void;
}

export function watchSession(listener: SessionListener): Session {
    let known: User | null | undefined;
    let closed = false;
    let asking = 0;

    /** `announce`: tell the messaging module, which then asks for the user itself. */
    const ask = async (announce: boolean) => {
        asking += 1;
        try {
            const user = await currentUser();
            if (closed || (known !== undefined && known?.id === user?.id)) return;
            const first = known === undefined;
            known = user;
            if (announce && !first) announceChange(user);
            listener.changed(user);
        } catch (error) {
            if (!closed && known === undefined) listener.failed(error);
        } finally {
            asking -= 1;
        }
    };
    /** Returning to the page fires several of these events at once. */
    const askUnlessSignedIn = () => {
        if (!known && asking === 0 && document.visibilityState === 'visible') void ask(true);
    };
    const stops = [
        on(window, 'auth-state-changed', () => void ask(false)),
        on<StorageEvent>(window, 'storage', ({ key }) => {
            if (key === changeKey) void ask(true);
        }),
        on(window, 'focus', askUnlessSignedIn),
        on(window, 'online', askUnlessSignedIn),
        on(document, 'visibilitychange', askUnlessSignedIn),
        on<CustomEvent<{ state?: string }>>(window, 'messaging:state', (event) => {
            if (event.detail?.state === 'unauthenticated' && known) void ask(false);
        }),
    ];
    void ask(false);
    return {
        refresh: () => ask(true),
        close() {
            closed = true;
            for (const stop of stops) stop();
        },
    };
}

/** Only demo accounts need no password. `remember`: even when the browser has been closed. */
export type Credentials =
    | { userId: string }
    | { email: string; password: string; remember: boolean };

export async function signIn(credentials: Credentials): Promise<User> {
    const user = userIn(await post('/api/auth/login', credentials));
    if (!user) throw new Error('The answer of the server names no user.');
    tellOtherTabs('in');
    return user;
}

/** Leaves nothing of the user in this browser; an expired session keeps unsent messages. */
export async function signOut(): Promise<void> {
    await post('/api/auth/logout', {});
    await messagingSystem.clearLocalData();
    tellOtherTabs('out');
    announceChange(null);
}

function announceChange(user: User | null): void {
    window.dispatchEvent(new CustomEvent('auth-state-changed', { detail: { user } }));
}

function tellOtherTabs(change: 'in' | 'out'): void {
    try {
        localStorage.setItem(changeKey, `${change} ${Date.now()}`);
    } catch {
        // Without storage, the other tabs notice with their next request.
    }
}
