// The digest of traces, compared with its definition in BigInt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Digest } from '../../bindings/trace/digest.ts';

function fnv1a(bytes: Uint8Array): string {
    let hash = 0xcbf29ce484222325n;
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) % (1n << 64n);
    return hash.toString(16).padStart(16, '0');
}

test('the digest is 64-bit FNV-1a over UTF-8, with a zero after each text', () => {
    const texts = ['', 'a', 'foobar', 'schön 🎉', 'x'.repeat(5000), '{"type":"Tick"}'];
    const digest = new Digest();
    for (const text of texts) digest.add(text);
    const bytes = Buffer.concat(texts.map((text) => Buffer.from(`${text}\0`)));
    assert.equal(String(digest), fnv1a(bytes));
    for (const text of texts) {
        assert.equal(String(new Digest().add(text)), fnv1a(Buffer.from(`${text}\0`)));
    }
});
