/**
 * Of an event the core reads ids, numbers and words, never what somebody wrote: to take 20 KB of
 * that into its memory costs as much as all the rest. It gets `null` in place of a long string.
 */
import type { Bulk } from './utf8.ts';

/** Of UTF-16. No id and no word that the core reads has as many. */
export const unitsMax = 500;
/** Of a longer text, to look at each value in JavaScript would take longer than the core. */
export const textUnitsMax = 100_000;

function withoutLong(_: string, value: unknown): unknown {
    if (typeof value === 'string') return value.length > unitsMax ? null : value;
    // An id may be a whole number with more digits than a number of JavaScript holds.
    if ((value as number) > 1e15) throw value;
    return value;
}

/**
 * What the core gets of a text; to `documents` goes its document where that was parsed on the way.
 * Changes only events of the namespace `/` that nobody has to acknowledge.
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
            // What is no JSON, or nested too deep, is for the core to refuse.
        }
    documents.push(document);
    return elided;
}
