/** Makes a trace of a recording: a text that can be passed on and replayed. */
import type { TraceOptions } from '../../web/observability.ts';
import type { Core, CoreConfig } from '../protocol.ts';
import { hashOf, type RecordedInput, type Recording } from '../recording.ts';
import { Digest } from './digest.ts';
import { aborted, Player } from './player.ts';
import { Redaction } from './redaction.ts';

/** Makes a core that nobody else uses. */
export type FreshCore = (config: CoreConfig) => Promise<Core>;

/** The first line of a trace. */
export interface TraceHeader {
    trace: 'messaging-wasm';
    version: 1;
    build: string;
    /** Whether it contains names and texts of people. */
    texts: boolean;
    inputs: number;
    /** How many inputs were too many to keep; they are missing in the middle. */
    lost: number;
    /** The first input that another core did not answer as the page's did. */
    differsFromPage: number | null;
    /** The first input whose answer has another shape when texts are filler. */
    differsByFiller: number | null;
    config: CoreConfig;
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * The structure of an answer, with its numbers and the lengths of its strings. Positions in the
 * text do not count, since a redacted text may write its escapes differently.
 */
const shapeOf = (answer: string) =>
    answer
        .replace(/"leftOut":\[\d+,\d+\],/g, '')
        .replace(/"((?:[^"\\]|\\.)*)"/g, (_all, text: string) => `"${text.length}"`);

function withoutQueries(config: CoreConfig): CoreConfig {
    const hide = (address: string) =>
        address.replace(/\?.*/, (query) => `?${'x'.repeat(query.length - 1)}`);
    const { api, csrfUrl } = config;
    return { ...config, api: hide(api), csrfUrl: hide(csrfUrl) };
}

/** The last change of user; what came before was written by or for somebody else. */
function beginOfUser(inputs: readonly RecordedInput[]): number {
    let user = '';
    let begin = 0;
    for (const [index, { control }] of inputs.entries()) {
        if (!/^\{"type":"(SignIn|SignOut|AuthReady)"/.test(control)) continue;
        const { type, userId = '' } = JSON.parse(control);
        const next = type === 'AuthReady' ? userId || user : userId;
        if (user && next !== user) begin = index;
        user = next;
    }
    return begin;
}

/** The trace of one core. Inputs have a digest as far as none is missing before them. */
export async function traceOf(
    recording: Recording,
    { includeTexts = false }: TraceOptions,
    build: string,
    freshCore: FreshCore,
): Promise<string> {
    const { inputs } = recording;
    const { lost } = recording;
    const whole = lost ? recording.whole : inputs.length;
    const config = withoutQueries(recording.config);
    const original = new Player(await freshCore(recording.config));
    const player = new Player(await freshCore(config));
    const redaction = new Redaction();
    const ownBegin = includeTexts ? beginOfUser(inputs) : inputs.length;
    let differsFromPage: number | null = null;
    let differsByFiller: number | null = null;
    const lines: string[] = [];
    for (const [index, { at, control, text, answer }] of inputs.entries()) {
        redaction.keepsTexts = index >= ownBegin;
        const shown = { text: redaction.text(control, text), input: redaction.input(control) };
        if (index === whole) lines.push(line({ lost }));
        let digest: string | undefined;
        if (index < whole) {
            const before = original.play(at, control, text);
            const after = player.play(at, JSON.stringify(shown.input), shown.text);
            const hash = before.digest === aborted ? undefined : hashOf(before.answer);
            if (hash !== answer) differsFromPage ??= index + 1;
            const isSame = shapeOf(before.answer) === shapeOf(after.answer);
            if (!isSame || (before.digest === aborted) !== (after.digest === aborted)) {
                differsByFiller ??= index + 1;
            }
            digest = after.digest;
        }
        lines.push(line({ at, digest, ...shown }));
    }
    const header: TraceHeader = {
        trace: 'messaging-wasm',
        version: 1,
        build,
        texts: includeTexts,
        inputs: inputs.length,
        lost,
        differsFromPage,
        differsByFiller,
        config,
    };
    const picture = String(new Digest().add(String(player.picture)));
    return [line(header), ...lines, line({ end: whole, picture })].join('');
}
