// The minimum for a client of three files, two of which are requested by the first: to load and
// compile them, and then CONNECT on a WebSocket that was opened meanwhile.
import * as facade from '../../../../../web/messaging.ts';

const engine = './messaging-core.js';

/** @returns {Pick<import('./contender').Contender, 'ready' | 'connect'>} */
export function create() {
    const wasm = fetch(new URL('./messaging.wasm', import.meta.url));
    const files = [facade, import(engine), WebAssembly.compileStreaming(wasm)];
    const ready = Promise.all(files).then(() => {});
    const origin = location.origin.replace('http', 'ws');
    const socket = new WebSocket(`${origin}/socket.io/?EIO=4&transport=websocket`);
    const heard = () =>
        new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    const opened = heard();
    return {
        ready,
        async connect() {
            await Promise.all([ready, opened]);
            socket.send('40');
            await heard();
        },
    };
}
