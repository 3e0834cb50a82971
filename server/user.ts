/** A user as messaging sees one. Accounts and sign-in are up to the application. */
export interface User {
    /** Used in messages and events. */
    id: string;
    /** The name others see. */
    name: string;
    /** Such as `customer` or `supplier`; by default, an `admin` may access all conversations. */
    role: string;
    /** Other ids by which pages know the user, such as those of supplier profiles. */
    profileIds?: readonly string[];
}

export interface Session {
    user: User;
    /** Names the sign-in, so that signing out can close its sockets. */
    key?: string;
    /** When the session ends and its sockets are closed, in ms since 1970. */
    expiresAt?: number;
}

/** Whether an id given by a page is the user's own or that of one of their profiles. */
export function isSelf(user: User, id: string): boolean {
    return id === user.id || Boolean(user.profileIds?.includes(id));
}
