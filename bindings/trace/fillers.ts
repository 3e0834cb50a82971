/**
 * Meaningless texts in place of personal ones. Within one trace the same text always becomes the
 * same filler, and different texts different fillers, since the core compares texts. A filler is as
 * long as its text, both in UTF-8 and in UTF-16.
 */
const triesMax = 200;

const random = (below: number) => Math.floor(Math.random() * below);

/** Punctuation stays, so that escapes in JSON and in URLs stay as long. */
function fillerOf(character: string): string {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) {
        return /[a-z0-9 ]/i.test(character) ? String.fromCodePoint(0x61 + random(26)) : character;
    }
    if (code < 0x800) return String.fromCodePoint(0xe0 + random(22));
    if (code < 0x10000) return String.fromCodePoint(0x4e00 + random(0x5000));
    return String.fromCodePoint(0x1f600 + random(64));
}

export class Fillers {
    private readonly known = new Map<string, string>();
    private readonly used: Set<string>;

    /** `taken`: what no filler may equal. */
    constructor(taken: Iterable<string>) {
        this.used = new Set(taken);
    }

    /** White space at both ends stays: servers trim it, and the core compares without it. */
    fill(text: string): string {
        const middle = text.trim();
        let filler = this.known.get(middle);
        if (filler === undefined) {
            filler = this.fresh(middle);
            this.known.set(middle, filler);
        }
        return text.replace(middle, () => filler);
    }

    private fresh(text: string): string {
        let filler = text;
        // A text may be so short that no filler is free.
        for (let tries = 0; tries < triesMax; tries++) {
            filler = Array.from(text, fillerOf).join('');
            if (!this.used.has(filler)) break;
        }
        this.used.add(filler);
        return filler;
    }
}
