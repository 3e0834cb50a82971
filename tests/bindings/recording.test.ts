// What is recorded of a core, and what never is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Core, CoreConfig, Input } from '../../bindings/protocol.ts';
import { hashOf, inputsMax, Recording, unitsMax } from '../../bindings/recording.ts';
import type { Bulk } from '../../bindings/utf8.ts';

/** Answers with its input; `seen` is the last text that it got. */
class Echo implements Core {
    seen: Bulk = '';

    handle(_nowMs: number, control: string, text: Bulk): string {
        if (control.includes('Unknown')) throw new Error('aborted');
        this.seen = text;
        return control;
    }

    text(): string {
        return '';
    }

    deadline(): number {
        return -1;
    }
}

const begin = (core: Core = new Echo()) => new Recording({} as CoreConfig, core);

function recorded(input: Input, text: Bulk): string {
    const core = new Echo();
    const recording = begin(core);
    recording.handle(1, JSON.stringify(input), text);
    assert.equal(core.seen, text);
    return recording.inputs[0]?.text ?? '';
}

test('inputs are recorded in order, with the hash of the answer unless the core aborted', () => {
    const recording = begin();
    const tick = '{"type":"Tick"}';
    recording.handle(1, tick, '');
    assert.throws(() => recording.handle(2, '{"type":"Unknown"}', 'x'), /aborted/);
    assert.deepEqual(recording.inputs, [
        { at: 1, control: tick, text: '', answer: hashOf(tick) },
        { at: 2, control: '{"type":"Unknown"}', text: 'x' },
    ]);
});

test('bytes are recorded as text, without secrets', () => {
    const body = '{"text":"Grüße","token":"abc"}';
    const replied: Input = { type: 'HttpReplied', request: 1, status: 200 };
    const kept = '{"text":"Grüße","token":"xxx"}';
    assert.equal(recorded(replied, new TextEncoder().encode(body)), kept);
});

test('only the braces of the CONNECT payload are recorded', () => {
    const ready: Input = { type: 'AuthReady', ask: 1, userId: 'u1' };
    assert.equal(recorded(ready, '{"a":{"b":"secret"}}'), '{xxxx{xxxxxxxxxxxx}}');
    assert.equal(recorded(ready, ''), '');
});

test('JWTs and values with a secret name are masked, also in JSON within JSON', () => {
    const text: Input = { type: 'SocketText', socket: 1 };
    for (const [said, kept] of [
        ['["a",{"accessToken":"abc"}]', '["a",{"accessToken":"xxx"}]'],
        ['{"csrf" : "a/b","n":1}', '{"csrf" : "xxx","n":1}'],
        [String.raw`{"XSRF-TOKEN":"a\/b","n":"a"}`, '{"XSRF-TOKEN":"xxxx","n":"a"}'],
        [
            String.raw`{"text":"{\"password\":\"abc\",\"a\":\"b\"}"}`,
            String.raw`{"text":"{\"password\":\"xxx\",\"a\":\"b\"}"}`,
        ],
        [
            '{"Authorization":"Bearer abc","sessionId":""}',
            '{"Authorization":"xxxxxxxxxx","sessionId":""}',
        ],
        ['{"a":"eyJhbGciOi.eyJzdWIi.abc-_"}', `{"a":"${'x'.repeat(25)}"}`],
        ['{"author":"abc","cursor":"eyJhIjox"}', '{"author":"abc","cursor":"eyJhIjox"}'],
    ] as const) {
        assert.equal(recorded(text, said), kept);
    }
});

function fill(count: number, length: number): Recording {
    const recording = begin();
    for (let i = 1; i <= count; i++) recording.handle(i, '{}', 'x'.repeat(length));
    return recording;
}

const timesOf = ({ inputs }: Recording) => inputs.map(({ at }) => at);

test('if there are too many inputs, the first half and the newest are kept', () => {
    const full = fill(inputsMax, 0);
    assert.deepEqual([full.lost, full.inputs.length], [0, inputsMax]);
    const recording = fill(inputsMax + 100, 0);
    const half = inputsMax / 2;
    // An eighth of the second half is dropped at once.
    const lost = half / 8 + 1;
    assert.deepEqual([recording.lost, recording.whole], [lost, half]);
    const times = timesOf(recording);
    assert.deepEqual(times.slice(half - 1, half + 1), [half, half + lost + 1]);
    assert.equal(times.length, inputsMax + 100 - lost);
    assert.equal(times[times.length - 1], inputsMax + 100);
});

test('if inputs are too long, as many are kept as fit', () => {
    const length = unitsMax / 8;
    const recording = fill(20, length);
    assert.deepEqual(
        timesOf(recording),
        [1, 2, 3, 18, 19, 20, 17].sort((a, b) => a - b),
    );
    assert.deepEqual([recording.lost, recording.whole], [13, 3]);
    // One that is too long by itself is dropped, and later ones are kept again.
    recording.handle(21, '{}', 'x'.repeat(unitsMax));
    assert.deepEqual(timesOf(recording), [1, 2, 3]);
    recording.handle(22, '{}', '');
    assert.deepEqual(timesOf(recording), [1, 2, 3, 22]);
    assert.deepEqual([recording.lost, recording.whole], [18, 3]);
});
