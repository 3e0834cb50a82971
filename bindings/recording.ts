/**
 * What a core was told since its beginning, and how it answered: enough to replay it, see
 * `docs/observability.md`. Secrets never leave it.
 */
import type { Core, CoreConfig } from './protocol.ts';
import { type Bulk, toText } from './utf8.ts';

export interface RecordedInput {
    at: number;
    control: string;
    text: string;
    /** A hash of the answer; absent if the core aborted. */
    answer?: number;
}

/** No more inputs are kept: the first half stays, and of the rest the newest. */
export const inputsMax = 4000;
/** Limit on texts and answers together, in string units of one or two bytes each, or bytes. */
export const unitsMax = 1 << 20;

/** Values whose names mark them as secret, also in JSON inside a JSON string; and JWTs. */
const secret =
    /((?:token|[cx]srf|secret|passw|cookie|jwt|auth(?!or(?!i[sz]))|api_?key|session)\w*\\*"\s*:\s*\\*")(?:[^"\\]|\\[^"\\])+|\beyJ[\w-]+\.eyJ[\w.-]+/gi;
/** The payload of CONNECT, of which the core only looks at the braces. */
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

/** An input and its answer, which is missing if the core aborted. */
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
    /** How many inputs are missing after the first `whole`. */
    lost = 0;
    whole = 0;
    private readonly kept: Kept[] = [];
    private units = 0;

    constructor(
        readonly config: CoreConfig,
        private readonly core: Core,
    ) {}

    /** Made on demand: looking for secrets takes longer than handling an input. */
    get inputs(): RecordedInput[] {
        return this.kept.map(recorded);
    }

    handle(at: number, control: string, given: Bulk): string {
        // The credentials of the page are not even kept.
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
            // Several at once, since everything behind them has to move.
            const count = Math.ceil((kept.length - this.whole) / 8);
            for (const gone of kept.splice(this.whole, count)) this.units -= unitsOf(gone);
            this.lost += count;
        }
    }
}
