/**
 * Whether a server could be reached by long-polling alone, one entry per origin, so that the next
 * page on a blocked network does not wait for a WebSocket. Without storage each page finds out.
 */
import type { ConnectionMode } from '../bindings/protocol.ts';

const keyOf = (origin: string) => `messaging:polling:${origin}`;

export function prefersPolling(origin: string): boolean {
    try {
        return localStorage.getItem(keyOf(origin)) !== null;
    } catch {
        return false;
    }
}

export function rememberTransport(origin: string, mode: ConnectionMode): void {
    const polling = mode === 'long-polling';
    if (polling === prefersPolling(origin)) return;
    try {
        if (polling) localStorage.setItem(keyOf(origin), '1');
        else localStorage.removeItem(keyOf(origin));
    } catch {}
}
