/**
 * Of an event the core reads ids, numbers and words, never what somebody wrote: to take 20 KB of
 * that into its memory costs as much as all the rest. Of a long string the core gets nothing.
 */
import type { Bulk } from './utf8.ts';

/** Of UTF-16. No id and no word that the core reads has as many. */
export const unitsMax = 500;

/** What the core gets of a text, and its document where that was parsed on the way. */
type Elided = [text: Bulk, document?: unknown];

function withoutLong(_: string, value: unknown): unknown {
    return typeof value === 'string' && value.length > unitsMax ? '' : value;
}

/** Changes only events of the namespace `/` that nobody has to acknowledge. */
export function elide(text: Bulk): Elided {
    if (typeof text === 'string' && text.length > 2 * unitsMax && text.startsWith('42['))
        try {
            const document: unknown = JSON.parse(text.slice(2));
            return [`42${JSON.stringify(document, withoutLong)}`, document];
        } catch {
            // What is no JSON, or nested too deep, the core refuses.
        }
    return [text];
}
