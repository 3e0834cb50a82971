// Ends the sockets of sign-ins that ended elsewhere. Signing out is announced at once, but Redis
// may be down, and a socket that is just being authenticated hears no announcement: so each process
// also polls the database. Nobody announces that an account was removed or given a new password,
// which is done in the tables.

import type { Log } from '../log.ts';
import { repeat } from '../timer.ts';
import { type AccountSession, clockSkewMs, type Sessions } from './sessions.ts';

export interface FollowOptions {
    everyMs: number;
    log: Log;
    /** Called with the key of an ended session, possibly more than once. */
    onEnd(key: string): void;
}

/** Polls until the returned function is called. */
export function followSignOuts(
    sessions: Sessions,
    { everyMs, log, onEnd }: FollowOptions,
): () => void {
    // Ending a session twice does no harm.
    let since = Date.now() - clockSkewMs;
    return repeat(everyMs, async () => {
        try {
            const now = Date.now();
            for (const key of await sessions.endedSince(since)) onEnd(key);
            since = now - clockSkewMs;
        } catch (error) {
            log.error('Nobody knows who has signed out elsewhere', error);
        }
    });
}

/** Checks the users of the open sessions until the returned function is called. */
export function followAccounts(
    sessions: Sessions,
    { everyMs, log, onEnd, open }: FollowOptions & { open(): AccountSession[] },
): () => void {
    return repeat(everyMs, async () => {
        try {
            for (const { key } of await sessions.outdated(open())) onEnd(key);
        } catch (error) {
            log.error('Nobody knows whose account or password has changed', error);
        }
    });
}
