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

test('of an event the core gets null for long strings, and its document is whole', () => {
    assert.deepEqual(elided(`42${JSON.stringify(event)}`), [
        `42["new_message",{"message":{"id":"m1","text":null,"seq":7}}]`,
        event,
    ]);
});

test('a string is long from one more than any id has', () => {
    const [longest, longer] = [unitsMax, unitsMax + 1].map((units) => 'x'.repeat(units));
    assert.equal(
        elided(`42${JSON.stringify([longest, longer])}`)[0],
        `42${JSON.stringify([longest, null])}`,
    );
});

for (const [what, text] of [
    ['a short event', '42["new_message",{"text":"short"}]'],
    ['an answer', `431${JSON.stringify([{ ok: false, error: long }])}`],
    ['an event that is to be acknowledged', `421${JSON.stringify(event)}`],
    ['an event of another namespace', `42/other,${JSON.stringify(event)}`],
    ['a refusal to connect', `44${JSON.stringify({ message: long })}`],
    ['an event with bytes', `451-${JSON.stringify(event)}`],
    ['a huge event', `42["${'x'.repeat(textUnitsMax)}"]`],
    ['no JSON', `42["${'\n'.repeat(2 * unitsMax)}"]`],
    ['JSON that is nested too deep', `42${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['what somebody writes', JSON.stringify({ message: long })],
    [
        'an id that no number holds',
        `42["new_message",{"id":1152921504606846977,"text":"${'x'.repeat(2 * unitsMax)}"}]`,
    ],
    ['bytes', new TextEncoder().encode(`42${JSON.stringify(event)}`)],
] as const) {
    test(`as it came, the core gets ${what}`, () => {
        assert.deepEqual(elided(text)[0], text);
    });
}
