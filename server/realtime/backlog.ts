// How far the sockets of this process are behind the store, known without asking the store: it may
// be what is away.

export interface BacklogFigures {
    /** Changes that were announced here and are not told yet. */
    changes: number;
    /** How long the oldest of them waits; also counts while the store does not answer. */
    seconds: number;
}

export interface Backlog {
    /** A change was stored. */
    announced(): void;
    /** Looking begins. What is returned is called when everything stored before it is told. */
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
                // What was announced meanwhile is no older than the look that was too early for it.
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
