/**
 * What a core was told since its beginning, and how it answered: enough to play it again, see
 * `docs/observability.md`. Secrets never come into it.
 */
import type { Core, CoreConfig } from './protocol.ts';

export interface RecordedInput {
    at: number;
    control: string;
    text: string;
    /** A hash of the answer; none where the core aborted. */
    answer?: number;
}

/** More than that is not kept: the first half stays, of the rest the newest. */
export const inputsMax = 4000;
/** In units of strings, of one or two bytes each. */
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

export class Recording implements Core {
    readonly inputs: RecordedInput[] = [];
    /** So many inputs are missing behind the first `whole`. */
    lost = 0;
    whole = 0;
    private units = 0;

    constructor(
        readonly config: CoreConfig,
        private readonly core: Core,
    ) {}

    handle(at: number, control: string, given: string): string {
        const text = hide(given, control.includes('"AuthReady"') ? payload : secret);
        const input: RecordedInput = { at, control, text };
        this.keep(input);
        const answer = this.core.handle(at, control, given);
        input.answer = hashOf(answer);
        return answer;
    }

    text(index: number): string {
        return this.core.text(index);
    }

    deadline(): number {
        return this.core.deadline();
    }

    private keep(input: RecordedInput): void {
        const { inputs } = this;
        const sizeOf = ({ control, text }: RecordedInput) => control.length + text.length;
        inputs.push(input);
        this.units += sizeOf(input);
        const isHead = inputs.length * 2 <= inputsMax && this.units * 2 <= unitsMax;
        if (!this.lost && isHead) this.whole = inputs.length;
        while (inputs.length > inputsMax || this.units > unitsMax) {
            // Several at once, since all that are behind them have to move.
            const count = Math.ceil((inputs.length - this.whole) / 8);
            for (const gone of inputs.splice(this.whole, count)) this.units -= sizeOf(gone);
            this.lost += count;
        }
    }
}
