/** A person as messaging sees him; who he is and how he signs in is the application's matter. */
export interface User {
    /** In messages and events. */
    id: string;
    /** What others see. */
    name: string;
    /** Such as `customer` or `supplier`; `admin` may see all conversations by default. */
    role: string;
    /** Other ids under which pages know him, such as those of the supplier profiles he acts for. */
    profileIds?: readonly string[];
}

export interface Session {
    user: User;
    /** Names the sign-in, so that signing out can end its sockets. */
    key?: string;
    /** Milliseconds since the epoch; the sockets of the session end then too. */
    expiresAt?: number;
}

/** Whether the id that a page gives is the session's user or one of his profiles. */
export function isSelf(user: User, id: string): boolean {
    return id === user.id || Boolean(user.profileIds?.includes(id));
}
