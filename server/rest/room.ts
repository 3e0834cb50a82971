// Clients discard a response of more than 16 MB, and a server that writes one does nothing else.

/** In UTF-16 units of JSON, of which each takes up to three bytes. */
export const responseLengthMax = 4 * 1024 * 1024;

/** How long it is as JSON. */
export const lengthOf = (value: unknown) => JSON.stringify(value).length;

/** The first ones that fit into a response, or the last ones; at least one. */
export function thatFit<Value>(values: readonly Value[], isFromEnd: boolean): Value[] {
    const ordered = isFromEnd ? [...values].reverse() : values;
    let length = 0;
    const end = ordered.findIndex((value, index) => {
        length += lengthOf(value);
        return index > 0 && length > responseLengthMax;
    });
    const fitting = end < 0 ? [...ordered] : ordered.slice(0, end);
    return isFromEnd ? fitting.reverse() : fitting;
}
