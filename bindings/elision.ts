/**
 * The core reads ids, numbers and words of an event, never what somebody wrote, and taking 20 KB of
 * that into its memory costs as much as all the rest. So long strings are replaced by `null`.
 */
import type { Bulk } from './utf8.ts';

/** In UTF-16 units. No id or word that the core reads is as long. */
export const unitsMax = 500;
/** In a longer text, looking at each value in JavaScript would take longer than the core does. */
export const textUnitsMax = 100_000;

function withoutLong(_: string, value: unknown): unknown {
    if (typeof value === 'string') return value.length > unitsMax ? null : value;
    // An id may be an integer with more digits than a JavaScript number holds.
    if ((value as number) > 1e15) throw value;
    return value;
}

/**
 * What the core gets of a text. Adds its document to `documents`, or undefined if it was not
 * parsed. Changes only events of the namespace `/` that want no acknowledgement.
 */
export function elide(text: Bulk, documents: unknown[]): Bulk {
    const { length } = text;
    const isLong = length > 2 * unitsMax && length < textUnitsMax;
    let document: unknown;
    let elided = text;
    if (isLong && typeof text === 'string' && text.startsWith('42['))
        try {
            document = JSON.parse(text.slice(2));
            elided = `42${JSON.stringify(document, withoutLong)}`;
        } catch {
            // Invalid or too deeply nested JSON is for the core to refuse.
        }
    documents.push(document);
    return elided;
}
