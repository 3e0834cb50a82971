// Sends a case over a socket. Events of one socket are handled in order, so the acknowledgement of
// a well-formed event after the malformed one shows that the server has handled that.

import { io, type Socket } from 'socket.io-client';
import type { EventCase, FrameCase } from './socket_cases.ts';
import type { Target } from './target.ts';

const patienceMs = 20_000;
/** After a frame that is no event the server may ignore everything else on the connection. */
const frameSilenceMs = 100;

export interface Sockets {
    signedIn?: Socket;
    anonymous?: Socket;
}

export async function sendEvent(target: Target, sockets: Sockets, given: EventCase) {
    const socket = await socketFor(target, sockets, given.signedIn);
    let outcome = 'silent';
    const acknowledge = (answer: { ok?: boolean; error?: string }) => {
        outcome = answer.ok ? 'ok' : String(answer.error);
    };
    socket.emit(given.event, ...given.args, ...(given.asks ? [acknowledge] : []));
    const answered = await fence(socket, patienceMs);
    if (!answered && socket.connected) throw new Error('No answer came');
    if (outcome === 'Service unavailable') throw new Error('The event failed');
    return answered ? outcome : 'disconnected';
}

interface Plain {
    engine?: { transport?: { ws?: { send(data: string | Buffer): void } } };
}

export async function sendFrames(target: Target, sockets: Sockets, given: FrameCase) {
    const socket = await socketFor(target, sockets, given.signedIn);
    const { engine } = socket.io as unknown as Plain;
    for (const { text, binary } of given.frames) {
        engine?.transport?.ws?.send(binary ? Buffer.from(text, 'latin1') : text);
    }
    const answered = await fence(socket, frameSilenceMs);
    if (!answered) socket.disconnect();
    return answered ? 'unmoved' : 'disconnected';
}

async function socketFor(target: Target, sockets: Sockets, signedIn: boolean): Promise<Socket> {
    const name = signedIn ? 'signedIn' : 'anonymous';
    const open = sockets[name];
    if (open?.connected) return open;
    open?.disconnect();
    const socket = io(`http://127.0.0.1:${target.port}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...(signedIn ? { auth: { token: target.token } } : {}),
    });
    sockets[name] = socket;
    await new Promise<void>((resolve, reject) => {
        const refuse = (reason: unknown) => reject(new Error(`No connection: ${reason}`));
        socket.once('connect', resolve).once('connect_error', refuse).once('disconnect', refuse);
    });
    return socket;
}

async function fence(socket: Socket, patience: number): Promise<boolean> {
    const known = { conversationId: 'thd_nowhere' };
    const asked = socket.timeout(patience).emitWithAck('unsubscribe_conversation', known);
    return asked.then(
        () => true,
        () => false,
    );
}

export function leave(sockets: Sockets): void {
    sockets.signedIn?.disconnect();
    sockets.anonymous?.disconnect();
}
