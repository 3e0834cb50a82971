/**
 * Remembers that a server was reached only by long-polling, so that the next page on a blocked
 * network does not wait for a WebSocket. Without storage, each page finds out by itself.
 */
import type { ConnectionMode } from '../bindings/protocol.ts';
import { isMarked, mark } from './marks.ts';

const nameOf = (url: string) => `polling:${new URL(url).host}`;

export function prefersPolling(url: string): boolean {
    return isMarked(nameOf(url));
}

export function rememberTransport(url: string, mode: ConnectionMode): void {
    const polling = mode === 'long-polling';
    if (polling !== prefersPolling(url)) mark(nameOf(url), polling);
}
