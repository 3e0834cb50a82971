/** Replays one trace and prints what happens. */
import type { Core, CoreConfig } from '../bindings/protocol.ts';
import { Digest } from '../bindings/trace/digest.ts';
import { Player, type Step } from '../bindings/trace/player.ts';
import type { Trace, TraceInput } from '../bindings/trace/trace_file.ts';
import { describeEffect, describeInput } from './describe.ts';

export interface Range {
    from: number;
    to: number;
    last: number;
}

type Say = (line: string) => void;

/** Resolves with whether the core did exactly what it did when the trace was recorded. */
export async function replay(
    trace: Trace,
    createCore: (config: CoreConfig) => Promise<Core>,
    range: Range,
    say: Say,
): Promise<boolean> {
    const { header, inputs, end } = trace;
    describeHeader(trace, say);
    const player = new Player(await createCore(header.config));
    const first = Math.max(range.from, inputs.length - range.last + 1);
    for (const [index, one] of inputs.entries()) {
        const number = index + 1;
        const isShown = number >= first && number <= range.to;
        if (index === end) say(`${header.lost} missing here; what follows is not played`);
        if (isShown) say(inputLine(number, one, inputs[0]?.at ?? 0));
        if (one.digest === undefined) continue;
        const before = player.picture.connection;
        const step = player.play(one.at, JSON.stringify(one.input), one.text);
        if (isShown) describeStep(step, say);
        const after = player.picture.connection;
        if (isShown && before !== after) say(`${indent}state ${before} -> ${after}`);
        if (step.digest === one.digest) continue;
        say(
            `input ${number} (${one.input.type}) differs: trace ${one.digest}, core ${step.digest}`,
        );
        if (!isShown) describeStep(step, say);
        return false;
    }
    return compareEnd(trace, player, say) && header.differsFromPage === null;
}

const indent = ' '.repeat(20);

function describeHeader({ header, inputs }: Trace, say: Say): void {
    const lasted = ((inputs.at(-1)?.at ?? 0) - (inputs[0]?.at ?? 0)) / 1000;
    const texts = header.texts ? 'with texts' : 'texts replaced';
    const whole = header.lost ? `${header.lost} missing` : 'complete';
    const length = `${inputs.length} inputs in ${lasted.toFixed(1)} s`;
    say(`build ${header.build}, ${length}, ${whole}, ${texts}`);
    if (header.differsFromPage !== null) {
        say(`in the page, the core did something else from input ${header.differsFromPage} on`);
    }
    if (header.differsByFiller !== null) {
        say(`without texts, the core does something else from input ${header.differsByFiller} on`);
    }
}

function inputLine(number: number, one: TraceInput, start: number): string {
    const time = `+${((one.at - start) / 1000).toFixed(3)}`;
    return `${String(number).padStart(6)} ${time.padStart(10)}  ${describeInput(one)}`;
}

function describeStep({ effects, texts, digest }: Step, say: Say): void {
    for (const effect of effects) {
        const words = describeEffect(effect, texts);
        if (words) say(`${indent}${words}`);
    }
    if (digest === 'aborted') say(`${indent}the core aborted`);
}

function compareEnd({ end, picture }: Trace, player: Player, say: Say): boolean {
    const text = String(player.picture);
    const digest = String(new Digest().add(text));
    const isSame = digest === picture;
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    const shown = `${count(/^conversation /gm)} conversations, ${count(/^message /gm)} messages`;
    say(`at the end: ${player.picture.connection}, ${shown}, picture ${digest}`);
    if (isSame) say(`${end} inputs played, every digest is the same`);
    else say(`the picture differs: trace ${picture}, core ${digest}`);
    return isSame;
}
