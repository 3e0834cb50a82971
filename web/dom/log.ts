/** What message logs share: announcing only new messages, and keeping the scroll position. */

/** How long a live region stays silent, so that existing messages are not read aloud. */
const silenceMs = 1000;

/** Keeps a live region silent for a moment while messages that are not new are inserted. */
export function silencer(log: HTMLElement) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return {
        hush() {
            log.setAttribute('aria-live', 'off');
            clearTimeout(timer);
            timer = setTimeout(() => log.setAttribute('aria-live', 'polite'), silenceMs);
        },
        close: () => clearTimeout(timer),
    };
}

/** Entries that are not shown yet and are not older than all that are. */
export function addedAtEnd<Entry>(
    entries: readonly Entry[],
    shown: ReadonlySet<string>,
    keyOf: (entry: Entry) => string,
): Entry[] {
    const start = entries.findIndex((entry) => shown.has(keyOf(entry)));
    return entries.slice(start + 1).filter((entry) => !shown.has(keyOf(entry)));
}

/**
 * Remembers the topmost visible message; the returned function scrolls it back into place. (Not a
 * day heading: it moves up when older messages of that day arrive.)
 */
export function holdTopRow(log: HTMLElement, rows: HTMLElement): () => void {
    const top = log.getBoundingClientRect().top;
    for (const row of rows.querySelectorAll('.message')) {
        const before = row.getBoundingClientRect();
        if (before.bottom <= top) continue;
        return () => {
            if (row.isConnected) log.scrollTop += row.getBoundingClientRect().top - before.top;
        };
    }
    return () => {};
}
