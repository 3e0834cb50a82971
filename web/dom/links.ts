/** Web addresses in the text of a message, as links. */
import { type Child, element } from './dom.ts';

const address = /https?:\/\/[\p{L}\p{N}][^\s<>"]*/giu;

/** What more often ends a sentence than an address. */
const marks = String.raw`.,:;!?'*_~»”’…\]}。，、`;
const ending = new RegExp(`[${marks}]+$`);
const endingInBrackets = new RegExp(`[${marks})]+$`);

/** The text in pieces; every second one is an address. */
export function splitAtAddresses(text: string): string[] {
    const pieces: string[] = [];
    let end = 0;
    for (const { 0: found, index = 0 } of text.matchAll(address)) {
        const href = found.replace(found.includes('(') ? ending : endingInBrackets, '');
        pieces.push(text.slice(end, index), href);
        end = index + href.length;
    }
    return [...pieces, text.slice(end)];
}

/** The text with its addresses as links to a new tab; `title` says so. */
export function linked(text: string, title: string): Child[] {
    const link = (href: string) =>
        element('a', { href, title, target: '_blank', rel: 'noopener noreferrer' }, href);
    return splitAtAddresses(text).map((piece, at) => (at % 2 ? link(piece) : piece));
}
