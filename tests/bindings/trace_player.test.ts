// What a player reads of a core's answers, and what its digests cover.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Core, Effect } from '../../bindings/protocol.ts';
import { Digest } from '../../bindings/trace/digest.ts';
import { Player } from '../../bindings/trace/player.ts';

const texts = [1, 2].map((text): Effect => ({ type: 'SendText', socket: 1, text }));

/** A core that answers with `effects`, and whose bulk texts are known by their numbers. */
function playerOf(effects: Effect[]) {
    const answer = JSON.stringify([0, { json: 0, effects }]);
    const core: Core = {
        handle: () => answer,
        text: (number) => `text ${number}`,
        deadline: () => 7,
    };
    return { answer, step: new Player(core).play(0, '{"type":"Tick"}', '') };
}

test('a step has the effects of all batches and the texts that they refer to', () => {
    const { answer, step } = playerOf([...texts].reverse());
    assert.equal(step.answer, answer);
    assert.deepEqual(step.effects, [...texts].reverse());
    assert.deepEqual(step.texts.slice(1), ['text 1', 'text 2']);
});

test('the digest covers the answer, its texts and the deadline', () => {
    const { answer, step } = playerOf(texts);
    const digest = new Digest();
    for (const each of [answer, 'text 1', 'text 2', '7']) digest.add(each);
    assert.equal(step.digest, String(digest));
});

test('an answer without texts has none, even if it quotes one', () => {
    const { answer, step } = playerOf([{ type: 'Log', level: 'info', message: '"text":3' }]);
    assert.deepEqual(step.texts.slice(1), []);
    assert.equal(step.digest, String(new Digest().add(answer).add('7')));
});
