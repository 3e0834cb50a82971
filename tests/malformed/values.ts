// Values that a careful client would not send: of the wrong type, size, depth, name or alphabet.

import type { Random } from './random.ts';

const words = [
    ...['thd_wedding', 'thd_photos', 'thd_nowhere', 'usr_alice', 'usr_bloom', 'sup_bloom'],
    ...['', ' ', '\t\n', '\0', 'a\0b', '\ud800', '\udfff\ud800', '\ufeff', '\u202e', '💐', 'ﷺ'],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'undefined', 'null', 'true', '[]'],
    ...['0', '-1', '1.5', '1e999', 'NaN', '0x10', '9007199254740993', '99999999999999999999'],
    ...["' OR 1=1 --", '"; DROP TABLE users; --', '%', '%00', '%E0%A4%A', '../../etc/passwd'],
    ...['<script>', '$ne', 'a,b', 'a;b', 'a=b', 'user:usr_alice', '\r\nX-Header: x'],
    ...['1.1', '0.0', 'x.y.z', '2024-13-45T99:99:99Z', 'hello@bloomandvine.example'],
];

const names = [
    ...['message', 'content', 'text', 'senderId', 'clientMessageId', 'messageId', 'userId', 'id'],
    ...['conversationId', 'isTyping', 'token', 'email', 'password', 'remember', 'bearer', 'seq'],
    ...['__proto__', 'constructor', 'toJSON', 'then', 'length', 'hasOwnProperty', '', '0', '_id'],
    ...['_placeholder', 'num', 'type', 'data', 'readBy', 'createdAt', 'attachments', '$where'],
];

export function text(random: Random): string {
    if (random.chance(0.6)) return random.pick(words);
    if (random.chance(0.1)) return random.pick(['x', '💐', '"', '\\', '\0']).repeat(size(random));
    const units = Array.from({ length: random.below(40) }, () => random.below(0x10000));
    return String.fromCharCode(...units);
}

/** Near the limits of ids, cookies, texts and bodies. */
function size(random: Random): number {
    return random.pick([127, 128, 129, 255, 1025, 4097, 8001, 10_000, 10_001, 50_000, 100_001]);
}

export function value(random: Random, levels = 4): unknown {
    const kind = random.below(levels > 0 ? 10 : 6);
    if (kind < 3) return text(random);
    if (kind === 3) return random.pick([null, true, false]);
    if (kind === 4) return random.pick([0, -0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 31), 5e-324]);
    if (kind === 5) return random.next() * 2 ** random.below(64);
    if (kind === 6) return list(random, levels - 1);
    if (kind === 7 && random.chance(0.1)) return nested(random);
    return object(random, levels - 1);
}

/** `fromEntries` makes `__proto__` an own member, as a JSON parser does. */
export function object(random: Random, levels = 3): Record<string, unknown> {
    const entries = Array.from({ length: random.below(6) }, () => [
        random.chance(0.9) ? random.pick(names) : text(random),
        value(random, levels),
    ]);
    return Object.fromEntries(entries);
}

function list(random: Random, levels: number): unknown[] {
    const length = random.chance(0.02) ? 2000 : random.below(5);
    if (length === 2000) return new Array(length).fill(text(random).slice(0, 20));
    return Array.from({ length }, () => value(random, levels));
}

function nested(random: Random): unknown {
    let inner: unknown = 1;
    const array = random.chance(0.5);
    for (let level = random.pick([15, 16, 17, 100, 1000]); level > 0; level--) {
        inner = array ? [inner] : { a: inner };
    }
    return inner;
}

/** A correct object with a few members replaced, left out or added. */
export function spoilt(random: Random, right: Record<string, unknown>): unknown {
    if (random.chance(0.15)) return value(random);
    const entries = Object.entries(right).filter(() => random.chance(0.95));
    for (const entry of entries) if (random.chance(0.2)) entry[1] = value(random);
    const more = random.chance(0.4) ? object(random) : {};
    return Object.fromEntries([...entries, ...Object.entries(more)]);
}

/** Percent-encoded, including text that has no UTF-8 form. */
export function encoded(given: string): string {
    const bytes = [...Buffer.from(given.slice(0, 6000))];
    return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
