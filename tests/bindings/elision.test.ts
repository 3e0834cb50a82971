import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elide, textUnitsMax, unitsMax } from '../../bindings/elision.ts';
import type { Bulk } from '../../bindings/utf8.ts';

function elided(text: Bulk): [text: Bulk, document: unknown] {
    const documents: unknown[] = [];
    const coreText = elide(text, documents);
    assert.equal(documents.length, 1);
    return [coreText, documents[0]];
}

const long = 'ä"\\\n😀'.repeat(unitsMax);
const event = ['new_message', { message: { id: 'm1', text: long, seq: 7 } }];

test('the core gets null for long strings of an event, and the document is complete', () => {
    assert.deepEqual(elided(`42${JSON.stringify(event)}`), [
        `42["new_message",{"message":{"id":"m1","text":null,"seq":7}}]`,
        event,
    ]);
});

test('a string of unitsMax units is kept, a longer one is not', () => {
    const [longest, longer] = [unitsMax, unitsMax + 1].map((units) => 'x'.repeat(units));
    assert.equal(
        elided(`42${JSON.stringify([longest, longer])}`)[0],
        `42${JSON.stringify([longest, null])}`,
    );
});

for (const [what, text] of [
    ['a short event', '42["new_message",{"text":"short"}]'],
    ['an acknowledgement', `431${JSON.stringify([{ ok: false, error: long }])}`],
    ['an event that wants an acknowledgement', `421${JSON.stringify(event)}`],
    ['an event of another namespace', `42/other,${JSON.stringify(event)}`],
    ['a CONNECT_ERROR', `44${JSON.stringify({ message: long })}`],
    ['a binary event', `451-${JSON.stringify(event)}`],
    ['a huge event', `42["${'x'.repeat(textUnitsMax)}"]`],
    ['invalid JSON', `42["${'\n'.repeat(2 * unitsMax)}"]`],
    ['JSON that is nested too deeply', `42${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['a message of the page', JSON.stringify({ message: long })],
    [
        'an event whose id is too large for a number',
        `42["new_message",{"id":1152921504606846977,"text":"${'x'.repeat(2 * unitsMax)}"}]`,
    ],
    ['bytes', new TextEncoder().encode(`42${JSON.stringify(event)}`)],
] as const) {
    test(`the core gets ${what} unchanged`, () => {
        assert.deepEqual(elided(text)[0], text);
    });
}
