// Who is typing, as last sent to the sockets of a conversation. Typing ends when the user falls
// silent, leaves or disconnects.

import type { Server } from 'socket.io';
import { after, type Timer } from '../timer.ts';
import { conversationRoom, userRoom } from './rooms.ts';

interface Typist {
    socketId: string;
    expiry: Timer;
}

export interface Typing {
    tell(typing: { conversationId: string; userId: string; socketId: string }, on: boolean): void;
    /** The socket left the conversation, or all conversations. */
    leave(socketId: string, conversationId?: string): void;
    stop(): void;
}

export function createTyping(io: Server, expiryMs: number): Typing {
    const conversations = new Map<string, Map<string, Typist>>();

    const emit = (conversationId: string, userId: string, isTyping: boolean) =>
        io
            .to(conversationRoom(conversationId))
            .except(userRoom(userId))
            .emit('typing:status', { conversationId, userId, isTyping });

    function forget(conversationId: string, userId: string): void {
        const typists = conversations.get(conversationId);
        clearTimeout(typists?.get(userId)?.expiry);
        typists?.delete(userId);
        if (typists?.size === 0) conversations.delete(conversationId);
    }

    function silence(conversationId: string, userId: string): void {
        forget(conversationId, userId);
        emit(conversationId, userId, false);
    }

    function remember(conversationId: string, userId: string, socketId: string): void {
        forget(conversationId, userId);
        const expiry = after(expiryMs, () => silence(conversationId, userId));
        const typists = conversations.get(conversationId) ?? new Map<string, Typist>();
        conversations.set(conversationId, typists.set(userId, { socketId, expiry }));
    }

    return {
        tell({ conversationId, userId, socketId }, on) {
            if (on) remember(conversationId, userId, socketId);
            else forget(conversationId, userId);
            emit(conversationId, userId, on);
        },
        leave(socketId, conversationId) {
            for (const [id, typists] of [...conversations]) {
                if (conversationId !== undefined && id !== conversationId) continue;
                for (const [userId, typist] of [...typists]) {
                    if (typist.socketId === socketId) silence(id, userId);
                }
            }
        },
        stop() {
            for (const typists of conversations.values()) {
                for (const { expiry } of typists.values()) clearTimeout(expiry);
            }
            conversations.clear();
        },
    };
}
