import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText } from '../../bindings/utf8.ts';

test('a byte order mark at the beginning of a text is part of it', () => {
    const text = '\ufeffschön';
    assert.equal(toText(new TextEncoder().encode(text)), text);
});

test('a text that is a string already is left unchanged', () => {
    assert.equal(toText('\ufeffschön'), '\ufeffschön');
});
