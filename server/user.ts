import { mustBe } from './must_be.ts';

/** A user as messaging sees one. Accounts and sign-in are up to the application. */
export interface User {
    /** Used in messages and events. */
    id: string;
    /** The name others see. */
    name: string;
    /** Such as `customer` or `supplier`; by default, an `admin` may access all conversations. */
    role: string;
    /** Other ids by which pages know the user, such as those of supplier profiles. */
    profileIds?: readonly string[] | undefined;
}

export interface Session {
    user: User;
    /** Names the sign-in, so that signing out can close its sockets. */
    key?: string | undefined;
    /** When the session ends and its sockets are closed, in ms since 1970. */
    expiresAt?: number | undefined;
}

/** Throws a TypeError that says what is wrong with what `authenticate` returned. */
export function checkSession(session: Session | null): Session | null {
    if (!session) return null;
    mustBe('object', 'what authenticate returned', session);
    mustBe('object', 'user of what authenticate returned', session.user);
    for (const name of ['id', 'name', 'role'] as const) {
        mustBe('string', `user.${name} of what authenticate returned`, session.user[name]);
    }
    return session;
}

/** Whether an id given by a page is the user's own or that of one of their profiles. */
export function isSelf(user: User, id: string): boolean {
    return id === user.id || Boolean(user.profileIds?.includes(id));
}
