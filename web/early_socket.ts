/**
 * A connection that is begun while the code of the core is still on its way, which on a distant
 * server takes as long. What comes of it is kept for the engine.
 */
import type { Link } from './link.ts';

export interface BegunSocket {
    socket: WebSocket;
    /** What has happened to it, in order. */
    heard: MessageEvent[];
    /** Who was at the page: its cookies are of that user. */
    user: string | undefined;
}

/** One that is being begun, where it is. */
export type Begun = Promise<BegunSocket | undefined>;

/**
 * Begins it, unless another tab may have one to share, or this network has let none through.
 * Rejects where it cannot be begun, and where that is not known.
 */
export async function beginSocket(link: Link): Promise<BegunSocket | undefined> {
    // What the page does in the same breath counts: it may only now say that it wants one.
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
