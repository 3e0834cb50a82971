// A page's socket with as little as a crowd of thousands on the same machine can afford: Engine.IO
// and Socket.IO by hand over `ws`. The CPU time that it takes is not there for the servers.

import WebSocket from 'ws';
import type { Someone } from './people.ts';

export interface LoadSocket {
    /** The proxy's cookie, by which requests of the same page reach the same server. */
    node: string;
    close(): void;
}

/** Resolves when the conversation's room is joined. */
export async function openSocket(
    url: string,
    { id, token, conversationId }: Someone,
    heard: (event: string) => void,
): Promise<LoadSocket> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, {
        headers: { cookie: `token=${token}` },
        perMessageDeflate: false,
    });
    let node = '';
    socket.on('upgrade', ({ headers }) => {
        node = headers['set-cookie']?.join().match(/\bnode=\w+/)?.[0] ?? '';
    });
    await new Promise<void>((resolve, reject) => {
        socket.on('close', () => reject(new Error('A socket was closed')));
        socket.on('error', reject);
        socket.on('message', (data) => {
            const text = String(data);
            if (text.startsWith('42')) heard(text);
            else if (text === '2') socket.send('3');
            else if (text.startsWith('0')) socket.send('40');
            else if (text.startsWith('40')) {
                socket.send(`42["auth",${JSON.stringify({ userId: id })}]`);
                socket.send(`421["subscribe_conversation",${JSON.stringify({ conversationId })}]`);
            } else if (text.startsWith('431')) resolve();
        });
    });
    return { node, close: () => socket.terminate() };
}
