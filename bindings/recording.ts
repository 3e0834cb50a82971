/**
 * What a core was told since its beginning, and how it answered: enough to play it again, see
 * `docs/observability.md`. Secrets never leave it.
 */
import type { Core, CoreConfig } from './protocol.ts';
import { type Bulk, toText } from './utf8.ts';

export interface RecordedInput {
    at: number;
    control: string;
    text: string;
    /** A hash of the answer; none where the core aborted. */
    answer?: number;
}

/** More than that is not kept: the first half stays, of the rest the newest. Answers count, too. */
export const inputsMax = 4000;
/** In units of strings, of one or two bytes each, or bytes. */
export const unitsMax = 1 << 20;

/** Values that a name gives away as secret, also within JSON that is text of JSON; and JWTs. */
const secret =
    /((?:token|[cx]srf|secret|passw|cookie|jwt|auth(?!or(?!i[sz]))|api_?key|session)\w*\\*"\s*:\s*\\*")(?:[^"\\]|\\[^"\\])+|\beyJ[\w-]+\.eyJ[\w.-]+/gi;
/** The payload of CONNECT, of which the core looks at the braces only. */
const payload = /()[^{}]+/g;

const hide = (text: string, what: RegExp) =>
    text.replace(what, (all, name = '') => name + 'x'.repeat(all.length - name.length));

/** FNV-1a. */
export function hashOf(text: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) {
        hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    return hash;
}

/** As it came and went; the answer is missing where the core aborted. */
interface Kept {
    at: number;
    control: string;
    text: Bulk;
    answer: string;
    aborted: boolean;
}

const unitsOf = ({ control, text, answer }: Kept) => control.length + text.length + answer.length;

function recorded({ at, control, text, answer, aborted }: Kept): RecordedInput {
    const input = { at, control, text: hide(toText(text), secret) };
    return aborted ? input : { ...input, answer: hashOf(answer) };
}

export class Recording implements Core {
    /** So many inputs are missing behind the first `whole`. */
    lost = 0;
    whole = 0;
    private readonly kept: Kept[] = [];
    private units = 0;

    constructor(
        readonly config: CoreConfig,
        private readonly core: Core,
    ) {}

    /** Made when they are asked for: to look for secrets takes longer than to handle an input. */
    get inputs(): RecordedInput[] {
        return this.kept.map(recorded);
    }

    handle(at: number, control: string, given: Bulk): string {
        // What the page signs in with is not even kept.
        const text = control.includes('"AuthReady"') ? hide(toText(given), payload) : given;
        const input: Kept = { at, control, text, answer: '', aborted: true };
        try {
            input.answer = this.core.handle(at, control, given);
            input.aborted = false;
            return input.answer;
        } finally {
            this.keep(input);
        }
    }

    text(index: number): string {
        return this.core.text(index);
    }

    deadline(): number {
        return this.core.deadline();
    }

    private keep(input: Kept): void {
        const { kept } = this;
        kept.push(input);
        this.units += unitsOf(input);
        const isHead = kept.length * 2 <= inputsMax && this.units * 2 <= unitsMax;
        if (!this.lost && isHead) this.whole = kept.length;
        while (kept.length > inputsMax || this.units > unitsMax) {
            // Several at once, since all that are behind them have to move.
            const count = Math.ceil((kept.length - this.whole) / 8);
            for (const gone of kept.splice(this.whole, count)) this.units -= unitsOf(gone);
            this.lost += count;
        }
    }
}
