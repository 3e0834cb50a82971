// What a trace contains, and how it is replayed, with simulated cores.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Core, CoreConfig, Effect } from '../../bindings/protocol.ts';
import { Recording, unitsMax } from '../../bindings/recording.ts';
import { traceOf } from '../../bindings/trace/export.ts';
import { readTraces } from '../../bindings/trace/trace_file.ts';
import { replay } from '../../cli/replay.ts';

const config = { api: 'https://x.org/api?key=abc', csrfUrl: 'https://x.org/csrf' } as CoreConfig;

/** A text of this length aborts the core. */
const abortLength = 99;

/** Answers each input with a log message that `answer` makes from its text. */
class LoggingCore implements Core {
    constructor(private readonly answer: (text: string) => string) {}

    handle(_nowMs: number, _control: string, text: string): string {
        if (text.length === abortLength) throw new Error('aborted');
        const effect: Effect = { type: 'Log', level: 'info', message: this.answer(text) };
        return JSON.stringify([{ json: 0, effects: [effect] }]);
    }

    text(): string {
        return '';
    }

    deadline(): number {
        return 7;
    }
}

const lengthOf = (text: string) => String(text.length);
const inject = '{"type":"Inject"}';

function record(texts: readonly string[], answer = lengthOf): Recording {
    const recording = new Recording(config, new LoggingCore(answer));
    for (const [index, text] of texts.entries()) {
        try {
            recording.handle(index * 1000, inject, JSON.stringify(text));
        } catch {
            // The core aborted.
        }
    }
    return recording;
}

const fresh = (answer: (text: string) => string) => async () => new LoggingCore(answer);

async function exported(recording: Recording, answer = lengthOf) {
    const text = await traceOf(recording, {}, '1.0.0', fresh(answer));
    const [trace] = readTraces(text);
    assert.ok(trace);
    return { text, trace };
}

async function replayed(recording: Recording, answer = lengthOf) {
    const { trace } = await exported(recording);
    const said: string[] = [];
    const range = { from: 1, to: 9999, last: 9999 };
    const isSame = await replay(trace, fresh(answer), range, (line) => said.push(line));
    return { isSame, said: said.join('\n') };
}

test('a trace holds all inputs, digests of all answers and the configuration', async () => {
    const { text, trace } = await exported(record(['one', 'three']));
    assert.deepEqual(
        trace.inputs.map(({ at, input }) => [at, input]),
        [
            [0, { type: 'Inject' }],
            [1000, { type: 'Inject' }],
        ],
    );
    assert.equal(new Set(trace.inputs.map(({ digest }) => digest)).size, 2);
    assert.deepEqual(
        { ...trace.header, config: 0 },
        {
            trace: 'messaging-wasm',
            version: 1,
            build: '1.0.0',
            texts: false,
            inputs: 2,
            lost: 0,
            differsFromPage: null,
            differsByFiller: null,
            config: 0,
        },
    );
    assert.equal(trace.header.config.api, 'https://x.org/api?xxxxxxx');
    assert.doesNotMatch(text, /one|three|abc"/);
});

test('the header has the first input that another core answers differently', async () => {
    let count = 0;
    const recording = record(['a', 'b', 'c', 'd'], (text) =>
        ++count < 3 ? lengthOf(text) : 'other',
    );
    const { trace } = await exported(recording);
    assert.equal(trace.header.differsFromPage, 3);
    assert.equal(trace.header.differsByFiller, null);
    assert.equal((await replayed(recording)).isSame, false);
});

test('the header has the first input for which filler changes the answer', async () => {
    const vowels = (text: string) => 'x'.repeat(text.match(/[AEIOU]/g)?.length ?? 0);
    const { trace } = await exported(record(['b', 'AEIO', 'c', 'UO'], vowels), vowels);
    assert.equal(trace.header.differsFromPage, null);
    assert.equal(trace.header.differsByFiller, 2);
});

test('an answer that repeats a text is not another when the text is filler', async () => {
    const repeat = (text: string) => text;
    const { text, trace } = await exported(record(['one'], repeat), repeat);
    assert.doesNotMatch(text, /one/);
    assert.equal(trace.header.differsByFiller, null);
});

test('a position that moves because filler has other escapes is not a difference', async () => {
    class LeavingOut extends LoggingCore {
        override handle(...[, , text]: Parameters<Core['handle']>): string {
            return JSON.stringify([{ json: 0, leftOut: [1, text.length], effects: [] }]);
        }
    }
    const freshCore = async () => new LeavingOut(lengthOf);
    const recording = new Recording(config, await freshCore());
    const escaped = '{"text":"\\u00e9t\\u00e9"}';
    recording.handle(0, inject, escaped);
    const [trace] = readTraces(await traceOf(recording, {}, '1.0.0', freshCore));
    assert.notEqual(trace?.inputs[0]?.text.length, escaped.length);
    assert.equal(trace?.header.differsFromPage, null);
    assert.equal(trace?.header.differsByFiller, null);
});

test('if no inputs are lost, all are played, even beyond the first half', async () => {
    const long = 'x'.repeat(unitsMax / 4);
    const { trace } = await exported(record([long, long, long]));
    assert.deepEqual([trace.header.lost, trace.end, trace.inputs.length], [0, 3, 3]);
});

test('inputs after a gap are not played, and the replay says so', async () => {
    const long = 'x'.repeat(unitsMax / 4);
    const recording = record(['first', long, long, long, long, 'last']);
    const { text, trace } = await exported(recording);
    assert.deepEqual([trace.header.lost, trace.end, trace.inputs.length], [1, 2, 5]);
    assert.equal(text.split('\n')[3], '{"lost":1}');
    assert.deepEqual(
        trace.inputs.map(({ digest }) => digest !== undefined),
        [true, true, false, false, false],
    );
    const { isSame, said } = await replayed(recording);
    assert.equal(isSame, true);
    assert.match(said, /5 inputs in 5\.0 s, 1 missing/);
    assert.match(
        said,
        /\+1\.000 {2}Inject.*\n.*Log.*\n1 missing here; what follows is not played\n/,
    );
    assert.match(said, /2 inputs played/);
});

test('a replay stops at the first different answer and shows what the core does', async () => {
    const { isSame, said } = await replayed(record(['a', 'longer']), () => '3');
    assert.equal(isSame, false);
    assert.match(said, /Log level=info message=3\ninput 2 \(Inject\) differs: trace \w{16}, core/);
});

test('an input that aborts the core is marked as aborted, and is not a difference', async () => {
    const { trace } = await exported(record(['a', 'x'.repeat(abortLength - 2)]));
    assert.equal(trace.inputs[1]?.digest, 'aborted');
    assert.equal(trace.header.differsFromPage, null);
});
