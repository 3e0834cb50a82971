/** The page and network events that the core must hear of. */
import type { Input } from './protocol.ts';

/**
 * Feeds what is already known (hidden, offline), then everything that happens; returns the function
 * that stops it. Does nothing if there is no page.
 */
export function watchLifecycle(feed: (input: Input) => void): () => void {
    if (!globalThis.window || !globalThis.document) return () => {};
    const removals: Array<() => void> = [];
    const on = (target: EventTarget, name: string, listener: (event: Event) => void) => {
        target.addEventListener(name, listener);
        removals.push(() => target.removeEventListener(name, listener));
    };
    const visibility = () => feed({ type: document.hidden ? 'Hidden' : 'Visible' });

    if (navigator.onLine === false) feed({ type: 'Offline' });
    if (document.hidden) feed({ type: 'Hidden' });
    on(window, 'online', () => feed({ type: 'Online' }));
    on(window, 'offline', () => feed({ type: 'Offline' }));
    on(document, 'visibilitychange', visibility);
    on(document, 'freeze', () => feed({ type: 'Frozen' }));
    on(document, 'resume', () => feed({ type: 'Resumed' }));
    on(window, 'pagehide', () => feed({ type: 'PageHidden' }));
    on(window, 'pageshow', (event) => {
        // A page's first one only says that it has loaded.
        if ((event as PageTransitionEvent).persisted) feed({ type: 'PageShown' });
    });
    return () => {
        for (const remove of removals) remove();
    };
}
