/** What tabs send each other: inputs with their bytes, effects with what they refer to. */
import type { Attachments } from './attachments.ts';
import type { PageEffect } from './host.ts';
import type { Input } from './protocol.ts';
import { type Turn, turnOf } from './turn.ts';

export interface InputParcel {
    type: 'input';
    input: Input;
    text: string;
    buffers: ArrayBuffer[];
}

export interface EffectParcel {
    type: 'effect';
    effect: PageEffect;
    /** The JSON document that the effect's paths point into, if it may have any. */
    json: string;
    texts: Record<number, string>;
    buffers: ArrayBuffer[];
}

type Parts = { attachments?: number[] };

function buffersOf({ attachments = [] }: Parts, store: Attachments): ArrayBuffer[] {
    return attachments.map((each) => store.get(each) ?? new ArrayBuffer(0));
}

/** The same, with numbers that `store` gives to `buffers`. */
function renumbered<T extends object>(value: T, buffers: ArrayBuffer[], store: Attachments): T {
    if (!('attachments' in value)) return value;
    return { ...value, attachments: buffers.map((each) => store.add(each)) };
}

function textsOf(effect: PageEffect, turn: Turn): Record<number, string> {
    const texts: Record<number, string> = {};
    if ('text' in effect && effect.text !== undefined) texts[effect.text] = turn.text(effect.text);
    if (effect.type !== 'Messages') return texts;
    for (const change of effect.changes) {
        const source = change[0] === 'insert' ? change[3] : [];
        if (!Array.isArray(source)) texts[source.text] = turn.text(source.text);
    }
    return texts;
}

export function packInput(input: Input, text: string, store: Attachments): InputParcel {
    const parts = input as Parts;
    const buffers = buffersOf(parts, store);
    store.drop(parts.attachments ?? []);
    return { type: 'input', input, text, buffers };
}

export function unpackInput({ input, buffers }: InputParcel, store: Attachments): Input {
    return renumbered(input, buffers, store);
}

export function packEffect(effect: PageEffect, turn: Turn, store: Attachments): EffectParcel {
    const { type } = effect;
    const refers =
        type === 'Messages' || type === 'Conversations' || type === 'Event' || type === 'Settle';
    const json = refers ? turn.json() : '';
    const buffers = buffersOf(effect as Parts, store);
    return { type: 'effect', effect, json, texts: textsOf(effect, turn), buffers };
}

/** Calls `execute` with the effect while its bytes are in `store`. */
export function unpackEffect(
    { effect, json, texts, buffers }: EffectParcel,
    store: Attachments,
    execute: (effect: PageEffect, turn: Turn) => void,
): void {
    const own = renumbered(effect, buffers, store);
    try {
        execute(
            own,
            turnOf(
                () => json,
                (index) => texts[index] ?? '',
            ),
        );
    } finally {
        store.drop((own as Parts).attachments ?? []);
    }
}
