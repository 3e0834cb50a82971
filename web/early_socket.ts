/**
 * A WebSocket opened while the core's code is still loading, which takes about as long on a distant
 * server. It is kept for the engine, with what it received.
 */
import type { Link } from './link.ts';

export interface BegunSocket {
    socket: WebSocket;
    /** Its messages and its close, in order. */
    heard: MessageEvent[];
    /** The user when it was opened: it carries that user's cookies. */
    user: string | undefined;
}

/** Resolves with the socket, if one was opened. */
export type Begun = Promise<BegunSocket | undefined>;

/**
 * Opens one, unless another tab may have one to share or long-polling is needed on this network.
 * Rejects where it cannot be opened, or where storage cannot tell.
 */
export async function beginSocket(link: Link): Promise<BegunSocket | undefined> {
    // The rest of the page's task counts: it may ask for a connection only then.
    await null;
    const { url, path = '/socket.io', WebSocket: other } = link.options;
    const { href, host } = new URL(`${path}/?EIO=4&transport=websocket`, url ?? location.href);
    const isElsewhere =
        localStorage.getItem('messaging:led') || localStorage.getItem(`messaging:polling:${host}`);
    if (isElsewhere || other || !link.wantsConnection) return;
    const user = link.who();
    const socket = new WebSocket(href.replace(/^http/, 'ws'));
    const heard: MessageEvent[] = [];
    socket.onmessage = (event) => heard.push(event);
    socket.onclose = socket.onmessage as (event: Event) => void;
    return { socket, heard, user };
}
