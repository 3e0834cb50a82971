import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mendJson, toJson } from '../../bindings/well_formed.ts';

test('lone surrogates are replaced in texts and names', () => {
    assert.equal(toJson({ 'a\ud83d': 'b\udc00c' }), '{"a\\ufffd":"b\\ufffdc"}');
});

test('pairs, other escapes and the written-out escape stay', () => {
    const value = ['😀', 'line\nfeed "quoted" \\', '\\ud83d', '\\\\ud83d', '\u0001'];
    assert.deepEqual(JSON.parse(toJson(value)), value);
    assert.deepEqual(JSON.parse(toJson([...value, '\ud83d'])), [...value, '\ufffd']);
});

test('a lone surrogate behind a backslash is still found', () => {
    assert.deepEqual(JSON.parse(toJson('\\\ud83d')), '\\\ufffd');
});

test('what JSON cannot say is null', () => {
    assert.equal(toJson(undefined), 'null');
    assert.equal(mendJson('"x"'), '"x"');
});
