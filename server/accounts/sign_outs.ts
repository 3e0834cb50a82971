// Signing out ends the session's sockets, also those at other processes. It is announced at once,
// but Redis may be down, and a socket that is just being authenticated hears no announcement: so
// each process also polls the database.

import type { Log } from '../log.ts';
import { after, type Timer } from '../timer.ts';
import type { Sessions } from './sessions.ts';

/** Clocks differ between machines. Ending a session twice does no harm. */
const overlapMs = 30_000;

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
    let since = Date.now() - overlapMs;
    let timer: Timer;
    let stopped = false;
    const plan = () => {
        if (!stopped) timer = after(everyMs, look);
    };
    async function look(): Promise<void> {
        try {
            const now = Date.now();
            for (const key of await sessions.endedSince(since)) onEnd(key);
            since = now - overlapMs;
        } catch (error) {
            log.error('Nobody knows who has signed out elsewhere', error);
        }
        plan();
    }
    plan();
    return () => {
        stopped = true;
        clearTimeout(timer);
    };
}
