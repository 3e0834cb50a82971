import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mendJson, toJson } from '../../bindings/well_formed.ts';

test('lone surrogates are replaced in texts and names', () => {
    assert.equal(toJson({ 'a\ud83d': 'b\udc00c' }), '{"a\\ufffd":"b\\ufffdc"}');
});

test('surrogate pairs, other escapes and texts that look like an escape are kept', () => {
    const value = ['😀', 'line\nfeed "quoted" \\', '\\ud83d', '\\\\ud83d', '\u0001'];
    assert.deepEqual(JSON.parse(toJson(value)), value);
    assert.deepEqual(JSON.parse(toJson([...value, '\ud83d'])), [...value, '\ufffd']);
});

test('a lone surrogate after a backslash is replaced, too', () => {
    assert.deepEqual(JSON.parse(toJson('\\\ud83d')), '\\\ufffd');
});

test('undefined becomes null, and valid JSON stays unchanged', () => {
    assert.equal(toJson(undefined), 'null');
    assert.equal(mendJson('"x"'), '"x"');
});
