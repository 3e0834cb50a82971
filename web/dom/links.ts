/** Web addresses in the text of a message, as links. */
import { type Child, element } from './dom.ts';

/**
 * Ends at spaces, quotation marks and the punctuation of scripts that write none, and at characters
 * that are invisible or turn the direction, which could disguise an address.
 */
const address = /https?:\/\/[\p{L}\p{N}][^\s<>"\p{Cf}。，、！？：；「」『』（）【】《》“”]*/giu;

/** What more often ends a sentence than an address. */
const marks = ".,:;!?'*_~»’…]}؟،؛";

/** The text in pieces; every second one is an address. */
export function splitAtAddresses(text: string): string[] {
    const pieces: string[] = [];
    let end = 0;
    for (const { 0: found, index = 0 } of text.matchAll(address)) {
        const isEnd = (mark = '') => marks.includes(mark) || (mark === ')' && !found.includes('('));
        let { length } = found;
        while (isEnd(found[length - 1])) length -= 1;
        pieces.push(text.slice(end, index), found.slice(0, length));
        end = index + length;
    }
    return [...pieces, text.slice(end)];
}

/** The text with its addresses as links to a new tab; `title` says so. */
export function linked(text: string, title: string): Child[] {
    const link = (href: string) =>
        element(
            'a',
            { href, title, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer' },
            href,
        );
    return splitAtAddresses(text).map((piece, at) => (at % 2 ? link(piece) : piece));
}
