/** A text of the core is UTF-8, and stays bytes until a string is needed. */
export type Bulk = string | Uint8Array;

// The core never writes a byte order mark; one in a text belongs to it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function toText(bulk: Bulk): string {
    return typeof bulk === 'string' ? bulk : decoder.decode(bulk);
}
