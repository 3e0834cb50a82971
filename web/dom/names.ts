/** Display names. An e-mail address is never shown as a name, since not everybody may see it. */

const toneCount = 6;

/** The name, or the fallback if there is none or it is an e-mail address. */
export function displayName(value: unknown, fallback: string): string {
    if (typeof value !== 'string') return fallback;
    const name = value.trim();
    return name === '' || /\S@\S+\.\S/.test(name) ? fallback : name;
}

/** One or two initials for the avatar: of the first and the last word. */
export function initials(name: string): string {
    const words = name.split(/[\s&,.-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
    return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('') || '?';
}

/** The colour class of a name, `tone-0` to `tone-5`, which is the same everywhere. */
export function tone(name: string): string {
    let sum = 0;
    for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
    return `tone-${sum % toneCount}`;
}
