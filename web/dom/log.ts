/** What logs of messages have in common: what is new in them, and a reader who is further up. */

/** What was there before somebody listens is not read to him. */
const silenceMs = 1000;

/** Keeps a live region from being read aloud for a moment: what is put into it is no news. */
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

/** What has not been shown and is not older than all that has. */
export function addedAtEnd<Entry>(
    entries: readonly Entry[],
    shown: ReadonlySet<string>,
    keyOf: (entry: Entry) => string,
): Entry[] {
    const start = entries.findIndex((entry) => shown.has(keyOf(entry)));
    return entries.slice(start + 1).filter((entry) => !shown.has(keyOf(entry)));
}

/**
 * Notes the topmost visible message; the function returned scrolls it back to where it was. (A day
 * is no hold: it moves up when older messages of that day come.)
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
