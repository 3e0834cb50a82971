// Which parts of a message are web addresses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitAtAddresses } from '../../web/dom/links.ts';

test('a text without an address stays in one piece', () => {
    const texts = ['', 'Hello', 'at example.org', 'https://', 'https:// no', 'javascript:alert(1)'];
    for (const text of texts) assert.deepEqual(splitAtAddresses(text), [text]);
});

test('the text around addresses is kept as it is', () => {
    assert.deepEqual(splitAtAddresses('See https://a.org/x?y=1#z\n and\tHTTP://b.org:80/ too'), [
        'See ',
        'https://a.org/x?y=1#z',
        '\n and\t',
        'HTTP://b.org:80/',
        ' too',
    ]);
});

test('an address does not include what ends a sentence, a quotation or brackets', () => {
    const cases = [
        ['Is it https://a.org/x?', 'https://a.org/x'],
        ['It is https://a.org/x. Really', 'https://a.org/x'],
        ['(see https://a.org/x).', 'https://a.org/x'],
        ['[https://a.org/x]', 'https://a.org/x'],
        ['<https://a.org/x>', 'https://a.org/x'],
        ['"https://a.org/x"', 'https://a.org/x'],
        ['“https://a.org/x”, and', 'https://a.org/x'],
        ['*https://a.org/x*', 'https://a.org/x'],
        ['https://a.org/x…', 'https://a.org/x'],
        ['请看https://example.org。谢谢', 'https://example.org'],
        ['https://example.org，谢谢', 'https://example.org'],
        ['「https://example.org/a」です', 'https://example.org/a'],
        ['هل https://example.org/a؟', 'https://example.org/a'],
    ];
    for (const [text = '', address] of cases) assert.equal(splitAtAddresses(text)[1], address);
});

test('an address keeps the brackets and letters that belong to it', () => {
    const addresses = [
        'https://en.wikipedia.org/wiki/Wasm_(disambiguation)',
        'https://a.org/a,b;c.html',
        'https://ja.wikipedia.org/wiki/東京',
        'https://münchen.example/größe',
        'http://127.0.0.1:3000/',
    ];
    for (const address of addresses) {
        assert.deepEqual(splitAtAddresses(`x ${address} y`), ['x ', address, ' y']);
    }
});

test('an address ends before what is invisible or turns the direction', () => {
    for (const character of ['\u202e', '\u200b', '\u2066', '\ufeff']) {
        const text = `https://a.org/${character}gpj.exe`;
        assert.equal(splitAtAddresses(text)[1], 'https://a.org/');
    }
});

test('a long address full of marks takes no longer than another', () => {
    const text = `http://a${'.'.repeat(9_980)}x`;
    const start = performance.now();
    for (let n = 0; n < 20; n += 1) splitAtAddresses(text);
    assert.ok(performance.now() - start < 500);
});
