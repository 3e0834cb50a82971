/**
 * How people are called. An e-mail address is never shown as a name: it is not everybody's to see.
 */

const toneCount = 6;

/** The name, or the fallback where there is none or it is an e-mail address. */
export function displayName(value: unknown, fallback: string): string {
    if (typeof value !== 'string') return fallback;
    const name = value.trim();
    return name === '' || /\S@\S+\.\S/.test(name) ? fallback : name;
}

/** One or two letters for the avatar: the first of the first and of the last word. */
export function initials(name: string): string {
    const words = name.split(/[\s&,.-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
    return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('') || '?';
}

/** The same name has the same colour everywhere: the class `tone-0` to `tone-5`. */
export function tone(name: string): string {
    let sum = 0;
    for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
    return `tone-${sum % toneCount}`;
}
