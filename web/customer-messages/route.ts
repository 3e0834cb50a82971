/**
 * Keeps the open conversation in the URL (`#conversation=<id>`): it survives a reload, can be
 * opened in its own tab, and the back button closes it on a phone.
 */

import { on } from '../dom/dom.ts';

const marker = '#conversation=';

export function linkTo(conversationId: string): string {
    return marker + encodeURIComponent(conversationId);
}

export interface Route {
    readonly conversationId: string | null;
    opened(conversationId: string): void;
    closed(): void;
    close(): void;
}

/** `follow` is called when the user goes back or forward. */
export function watchRoute(follow: (conversationId: string | null) => void): Route {
    // Closing replaces the current history entry instead of going back, since `history.back()`
    // takes effect later and could overtake the next opening. Opening then reuses that entry.
    let reusable = false;
    const write = (hash: string) => {
        const address = location.pathname + location.search + hash;
        if (reusable) history.replaceState(null, '', address);
        else history.pushState(null, '', address);
    };
    const stop = on(window, 'popstate', () => {
        reusable = false;
        follow(conversationInAddress());
    });
    return {
        get conversationId() {
            return conversationInAddress();
        },
        opened(conversationId) {
            if (conversationInAddress() === conversationId) return;
            write(linkTo(conversationId));
            reusable = true;
        },
        closed() {
            if (conversationInAddress() === null) return;
            reusable = true;
            write('');
        },
        close: stop,
    };
}

function conversationInAddress(): string | null {
    if (!location.hash.startsWith(marker)) return null;
    try {
        return decodeURIComponent(location.hash.slice(marker.length)) || null;
    } catch {
        return null;
    }
}
