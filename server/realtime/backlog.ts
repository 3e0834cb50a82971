// How far the sockets of this process lag behind the store. Known without querying the store, which
// may be what is down.

export interface BacklogFigures {
    /** Changes announced to this process and not delivered yet. */
    changes: number;
    /** How long the oldest of them has waited. Also counts while the store does not answer. */
    seconds: number;
}

export interface Backlog {
    /** A change was stored. */
    announced(): void;
    /** A query starts. Call the result once everything stored before it is delivered. */
    looking(): () => void;
    /** The store did not answer. */
    failed(): void;
    figures(): BacklogFigures;
}

export function createBacklog(): Backlog {
    let changes = 0;
    let since: number | null = null;
    return {
        announced() {
            changes += 1;
            since ??= performance.now();
        },
        looking() {
            const [before, start] = [changes, performance.now()];
            return () => {
                changes -= before;
                // What was announced since is no older than the query that missed it.
                since = changes > 0 ? start : null;
            };
        },
        failed() {
            since ??= performance.now();
        },
        figures() {
            return { changes, seconds: since === null ? 0 : (performance.now() - since) / 1000 };
        },
    };
}
