// Nothing but the connection; the plain client has what a page would still have to write.
import { io } from 'socket.io-client';

/** @returns {import('./contender').Contender} */
export function create() {
    /** @type {import('socket.io-client').Socket} */
    let socket;
    return {
        connect: () =>
            new Promise((resolve) => {
                socket = io({ transports: ['websocket'], forceNew: true });
                socket.on('connect', () => {
                    socket.emit('auth', { userId: 'usr_alice' });
                    resolve();
                });
            }),
        async follow(conversationId, told) {
            /** @param {{ conversationId: string, message: import('./contender').Shown }} event */
            const listener = (event) => {
                if (event.conversationId === conversationId) told(event.message);
            };
            socket.on('new_message', listener);
            await socket.emitWithAck('subscribe_conversation', { conversationId });
            return () => void socket.off('new_message', listener);
        },
        send: (conversationId, text) => socket.emitWithAck('bench:send', { conversationId, text }),
        close: () => void socket.close(),
    };
}
