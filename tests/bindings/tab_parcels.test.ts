// The inputs and effects that tabs send each other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attachments } from '../../bindings/attachments.ts';
import type { PageEffect } from '../../bindings/host.ts';
import type { Input } from '../../bindings/protocol.ts';
import { packEffect, packInput, unpackEffect, unpackInput } from '../../bindings/tab_parcels.ts';
import { type Turn, turnOf } from '../../bindings/turn.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const numberOf = (value: object) => (value as { attachments: number[] }).attachments;

test('an input carries its bytes, which the receiving tab renumbers', () => {
    const here = new Attachments();
    const there = new Attachments();
    there.add(bytes(9));
    const input: Input = { type: 'Emit', attachments: [here.add(bytes(1)), here.add(bytes(2))] };
    const parcel = structuredClone(packInput(input, '["x"]', here));
    assert.equal(here.get(1), undefined);
    const arrived = unpackInput(parcel, there);
    assert.deepEqual(numberOf(arrived), [2, 3]);
    assert.deepEqual(there.get(3), bytes(2));
});

test('an effect carries its document, texts and bytes; the bytes are dropped after it', () => {
    const here = new Attachments();
    const there = new Attachments();
    const effect: PageEffect = {
        type: 'Event',
        socket: 1,
        attachments: [here.add(bytes(7))],
        text: 0,
    };
    const turn = turnOf(
        () => '[1,{"a":2}]',
        (index) => `text ${index}`,
    );
    const parcel = structuredClone(packEffect(effect, turn, here));
    const seen: unknown[] = [];
    unpackEffect(parcel, there, (arrived: PageEffect, its: Turn) => {
        seen.push(its.document(), its.text(0), there.get(numberOf(arrived)[0] as number));
    });
    assert.deepEqual(seen, [[1, { a: 2 }], 'text 0', bytes(7)]);
    assert.equal(there.get(1), undefined);
    assert.deepEqual(here.get(1), bytes(7));
});

test('an effect on messages carries the texts of inserted own messages', () => {
    const effect: PageEffect = {
        type: 'Messages',
        conversationId: 'c1',
        hasOlder: false,
        changes: [
            ['clear'],
            ['insert', 0, { id: 'm1' }, ['messages', 0]],
            ['insert', 1, { id: 'm2' }, { text: 4 }],
            ['replace', 0, { id: 'm1' }, ['messages', 1]],
            ['patch', 1, { id: 'm2' }],
            ['toFront', 1, { id: 'm2' }],
            ['remove', 1],
        ],
    };
    const { texts } = packEffect(
        effect,
        turnOf(() => '{}', String),
        new Attachments(),
    );
    assert.deepEqual(texts, { 4: '4' });
});

for (const effect of [
    { type: 'Messages', conversationId: 'c1', hasOlder: false, changes: [] },
    { type: 'Conversations', changes: [] },
    { type: 'Event', socket: 1 },
    { type: 'Settle', call: 1, ok: true, from: [] },
] as PageEffect[]) {
    test(`an effect that may refer to a document carries it: ${effect.type}`, () => {
        const turn = turnOf(() => '{"a":1}', String);
        assert.equal(packEffect(effect, turn, new Attachments()).json, '{"a":1}');
    });
}

test('an effect that refers to no document carries none', () => {
    const effect: PageEffect = { type: 'Unread', count: 1 };
    assert.equal(
        packEffect(
            effect,
            turnOf(() => '{"a":1}', String),
            new Attachments(),
        ).json,
        '',
    );
});
