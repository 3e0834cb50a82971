/**
 * Whether a server could be reached by long-polling alone, one entry per host, so that the next
 * page on a blocked network does not wait for a WebSocket. Without storage each page finds out.
 */
import type { ConnectionMode } from '../bindings/protocol.ts';

const keyOf = (url: string) => `messaging:polling:${new URL(url).host}`;

export function prefersPolling(url: string): boolean {
    try {
        return localStorage.getItem(keyOf(url)) !== null;
    } catch {
        return false;
    }
}

export function rememberTransport(url: string, mode: ConnectionMode): void {
    const polling = mode === 'long-polling';
    if (polling === prefersPolling(url)) return;
    try {
        if (polling) localStorage.setItem(keyOf(url), '1');
        else localStorage.removeItem(keyOf(url));
    } catch {}
}
