/**
 * A connection that is begun while the code of the core is still on its way, which on a distant
 * server takes as long. What comes of it is kept for the engine.
 */
import type { MessagingOptions } from './options.ts';

export interface BegunSocket {
    socket: WebSocket;
    /** What has happened to it, in order. */
    heard: MessageEvent[];
}

/** One that is being begun, where it is. */
export type Begun = Promise<BegunSocket | undefined> | undefined;

/**
 * Begins it, unless another tab may have one to share. Rejects where it cannot be begun, and where
 * the browser knows nothing of other tabs.
 */
export async function beginSocket({
    url,
    path = '/socket.io',
    WebSocket: type = WebSocket,
}: MessagingOptions): Promise<BegunSocket | undefined> {
    const isShared = JSON.stringify(await navigator.locks.query()).includes('messaging');
    const { href, host } = new URL(`${path}/?EIO=4&transport=websocket`, url ?? location.href);
    if (isShared || localStorage.getItem(`messaging:polling:${host}`)) return;
    const socket = new type(href.replace('http', 'ws'));
    const heard: MessageEvent[] = [];
    socket.onmessage = (event) => heard.push(event);
    socket.onclose = socket.onmessage as (event: Event) => void;
    return { socket, heard };
}
