// Random Socket.IO events, and frames that are not events at all.

import { handlers } from '../../server/realtime/events.ts';
import type { Random } from './random.ts';
import { object, spoilt, text, value } from './values.ts';

export interface EventCase {
    kind: 'event';
    signedIn: boolean;
    event: string;
    args: unknown[];
    /** Whether an acknowledgement is requested. */
    asks: boolean;
}

/** Frames that are written to the WebSocket unchanged, as bytes if `binary`. */
export interface FrameCase {
    kind: 'frame';
    signedIn: boolean;
    frames: { text: string; binary: boolean }[];
}

const events = Object.keys(handlers);
const others = ['join', 'message', 'error', 'toString', 'new_message', '__proto__', 'ping'];
const right = {
    conversationId: 'thd_wedding',
    userId: 'usr_alice',
    isTyping: true,
    messageId: 'msg_x',
};

export function eventCase(random: Random): EventCase {
    return {
        kind: 'event',
        signedIn: random.chance(0.7),
        event: random.chance(0.95) ? random.pick(events) : random.pick(others),
        args: argumentsOf(random),
        asks: random.chance(0.7),
    };
}

function argumentsOf(random: Random): unknown[] {
    const count = random.chance(0.85) ? 1 : random.below(5);
    return Array.from({ length: count }, () => {
        if (random.chance(0.05)) return bytes(random);
        const given = spoilt(random, right);
        if (random.chance(0.05) && typeof given === 'object') {
            return { ...given, conversationId: bytes(random), blob: [bytes(random)] };
        }
        return given;
    });
}

function bytes(random: Random): Buffer {
    const length = random.pick([0, 1, 3, 100, 5000]);
    return Buffer.from(Array.from({ length }, () => random.below(256)));
}

const packets = [
    ...['', '0', '1', '2', '2probe', '3', '3probe', '4', '5', '6', '7', '9', 'b', 'hello', '\0'],
    ...['40', '40{', '40{"token":', '40/admin,', '40/admin,{}', '41', '41/admin,', '42', '42[]'],
    ...['42["typing"', '42["typing",', '42{}', '42[null]', '42[7]', '42["connect"]', '42"typing"'],
    ...['42["disconnect"]', '42["connect_error",{}]', '42["error"]', '42["newListener"]', '43[]'],
    ...['430[]', '4399999999999999999999["x"]', '44{}', '45', '451-["typing"', '45-["typing",{}]'],
    ...['4599-["typing",{"_placeholder":true,"num":0}]', '46', '4510-["auth"]', '47', '49["x"]'],
    ...[
        '451-["auth",{"_placeholder":true,"num":7}]',
        '451-["auth",{"_placeholder":true,"num":-1}]',
    ],
    ...['451-["auth",{"_placeholder":true,"num":"x"}]', '42/admin,["auth",{}]', '42/?a=b,["auth"]'],
    ...['4299999999999999999999["auth",{}]', '42-1["auth",{}]', '421.5["auth",{}]', '40/'],
];

export function frameCase(random: Random): FrameCase {
    const frames = Array.from({ length: 1 + random.below(3) }, () => {
        if (random.chance(0.15)) {
            return { text: bytes(random).toString('latin1'), binary: true };
        }
        return { text: frame(random), binary: false };
    });
    return { kind: 'frame', signedIn: random.chance(0.5), frames };
}

function frame(random: Random): string {
    if (random.chance(0.6)) return random.pick(packets);
    const event = JSON.stringify([random.pick(events), object(random)]);
    const packet = `42${random.pick(['', '7'])}${event}`;
    const place = random.below(packet.length);
    return random.pick([
        () => packet.slice(0, place),
        () => packet.slice(0, place) + text(random).slice(0, 100) + packet.slice(place),
        () => `40${JSON.stringify(value(random))}`,
        () => `40/${text(random)},${JSON.stringify(value(random))}`,
        () => packet.padEnd(random.pick([99_999, 100_001, 200_000])),
        () => `42${'['.repeat(random.pick([100, 9000, 90_000]))}`,
        () => `42["typing",${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}]`,
    ])();
}
