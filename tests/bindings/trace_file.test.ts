// Reading trace files, and the errors for files that are something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraces } from '../../bindings/trace/trace_file.ts';

const header = { trace: 'messaging-wasm', version: 1, config: { api: '' } };
const input = { at: 1, digest: 'd', text: 't', input: { type: 'Tick' } };
const end = { end: 1, picture: 'p' };
const fileOf = (...lines: unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

test('a file can hold several traces', () => {
    const traces = readTraces(fileOf(header, input, end, header, end));
    assert.deepEqual(traces, [
        { header, inputs: [input], end: 1, picture: 'p' },
        { header, inputs: [], end: 1, picture: 'p' },
    ]);
});

test('the last line break may be missing, and the inputs around a gap are read', () => {
    const [trace] = readTraces(fileOf(header, input, { lost: 3 }, input, end).trimEnd());
    assert.equal(trace?.inputs.length, 2);
});

test('a trace whose last line has no "end" has no playable inputs', () => {
    const [trace] = readTraces(fileOf(header, input, { picture: 'p' }));
    assert.equal(trace?.end, 0);
});

for (const [file, message] of [
    ['', /empty: no core ran/],
    ['\n', /line 1 is not JSON/],
    ['{"trace"', /line 1 is not JSON/],
    [fileOf(7), /line 1 is no object/],
    [fileOf(null), /line 1 is no object/],
    [fileOf({ ...header, trace: 'other' }), /line 1 begins no trace of messaging-wasm/],
    [fileOf({ ...header, config: undefined }), /line 1 begins no trace/],
    [fileOf(input), /line 1 begins no trace/],
    [fileOf({ ...header, version: 2 }), /line 1: version 2 is not known/],
    [fileOf(header, { ...input, at: '1' }), /line 2 is no input/],
    [fileOf(header, { ...input, text: undefined }), /line 2 is no input/],
    [fileOf(header, input, {}), /line 3 is no part of a trace/],
    [fileOf(header, input), /cut off/],
    [fileOf(header, end, input), /line 3 begins no trace/],
] as const) {
    test(`${JSON.stringify(file)} is refused with ${message}`, () => {
        assert.throws(() => readTraces(file), message);
    });
}
