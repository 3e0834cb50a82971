// Sends messages as the server would, at a steady pace or all at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'socket.io';
import { conversationRoom } from '../../../server/realtime/rooms.ts';
import type { Broadcast } from './raw_server.ts';

export interface Order {
    protocol: 'socket.io' | 'raw' | 'centrifuge';
    conversationId: string;
    /** The number of the first in its conversation. */
    seq: number;
    count: number;
    textBytes: number;
    ascii: boolean;
    /** Between two messages, as exactly as timers permit; 0 for none. */
    paceMs: number;
}

interface Ways {
    io: Server;
    raw: Broadcast;
    centrifuge: Broadcast;
}

/** Messages that are sent at once before the sockets get time to write. */
const burstPart = 500;
const words = {
    ascii: 'Can we have the round tables by the window, and a vegetarian menu for twelve? ',
    other: 'Können wir die runden Tische am Fenster haben — 十二人份の菜食メニュー, bitte? 🎉 ',
};

export function createSender({ io, raw, centrifuge }: Ways) {
    return async ({ protocol, conversationId, seq, count, paceMs, ...kind }: Order) => {
        const room = io.to(conversationRoom(conversationId));
        const text = textOf(kind);
        for (let sent = 0; sent < count; sent++) {
            // The page recognizes the last one by its end.
            const end = sent === count - 1 ? endOf(seq + sent) : '';
            const event = eventOf(conversationId, seq + sent, text + end);
            if (protocol === 'socket.io') room.emit('new_message', event);
            else (protocol === 'raw' ? raw : centrifuge)(conversationId, JSON.stringify(event));
            if (paceMs > 0) await sleep(paceMs);
            else if (sent % burstPart === 0) await new Promise((resolve) => setImmediate(resolve));
        }
    };
}

export const endOf = (seq: number) => `#${seq}`;

function eventOf(conversationId: string, seq: number, text: string) {
    return { conversationId, message: messageOf(seq, text) };
}

export function messageOf(seq: number, text: string) {
    return {
        id: `msg_${String(seq).padStart(9, '0')}`,
        seq,
        senderId: 'usr_bloom',
        senderRole: 'supplier',
        senderName: 'Bloom & Vine',
        text,
        createdAt: new Date(1_760_000_000_000 + seq * 1000).toISOString(),
    };
}

/** A text of this many bytes in UTF-8, give or take a character. */
export function textOf({ textBytes, ascii }: { textBytes: number; ascii: boolean }): string {
    const phrase = ascii ? words.ascii : words.other;
    const bytes = Buffer.byteLength(phrase);
    const characters = [...phrase.repeat(Math.ceil(textBytes / bytes))];
    return characters.slice(0, Math.round((textBytes * [...phrase].length) / bytes)).join('');
}
