import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { type GatherOptions, gathered } from '../../server/gather.ts';

const roomy = { most: 100, atOnce: 1, waitMs: () => 0 };

/** Lets whatever waits for the next turns of the event loop run. */
async function turn(): Promise<void> {
    for (let turns = 0; turns < 5; turns++) await immediate();
}

/** Batches that stay open until `answer()` is called, which answers the oldest one. */
function slow(options: GatherOptions) {
    const asked: number[][] = [];
    const calls: (() => void)[] = [];
    const same = gathered(async (numbers: number[]) => {
        asked.push(numbers);
        await new Promise<void>((resolve) => void calls.push(resolve));
        return numbers;
    }, options);
    return { asked, same, answer: () => calls.shift()?.() };
}

test('questions of one turn are batched, and each gets its own answer', async () => {
    const asked: number[][] = [];
    const double = gathered(async (numbers: number[]) => {
        asked.push(numbers);
        return numbers.map((one) => 2 * one);
    }, roomy);
    assert.deepEqual(await Promise.all([1, 2, 3].map(double)), [2, 4, 6]);
    assert.deepEqual(asked, [[1, 2, 3]]);
});

test('questions wait while enough batches are running, and are batched afterwards', async () => {
    const { asked, answer, same } = slow(roomy);
    const first = same(1);
    await turn();
    const later = [same(2)];
    await turn();
    later.push(same(3));
    await turn();
    assert.deepEqual(asked, [[1]]);
    answer();
    await turn();
    answer();
    assert.deepEqual(await Promise.all([first, ...later]), [1, 2, 3]);
    assert.deepEqual(asked, [[1], [2, 3]]);
});

test('a batch that is too large is split, and its parts run at the same time', async () => {
    const { asked, answer, same } = slow({ ...roomy, most: 2, atOnce: 2 });
    const all = Promise.all([1, 2, 3, 4, 5].map(same));
    await turn();
    assert.deepEqual(asked, [
        [1, 2],
        [3, 4],
    ]);
    answer();
    await turn();
    assert.deepEqual(asked[2], [5]);
    answer();
    answer();
    assert.deepEqual(await all, [1, 2, 3, 4, 5]);
});

test('a failure rejects all questions of its batch, but no later ones', async () => {
    let fails = true;
    const same = gathered(async (numbers: number[]) => {
        if (fails) throw new Error('away');
        return numbers;
    }, roomy);
    const results = await Promise.allSettled([same(1), same(2)]);
    assert.deepEqual(
        results.map(({ status }) => status),
        ['rejected', 'rejected'],
    );
    fails = false;
    assert.equal(await same(3), 3);
});

test('a busy process waits a moment, and batches the questions that arrive meanwhile', async () => {
    const { asked, answer, same } = slow({ ...roomy, waitMs: () => 10 });
    const first = same(1);
    await turn();
    const second = same(2);
    assert.deepEqual(asked, []);
    await sleep(20);
    assert.deepEqual(asked, [[1, 2]]);
    answer();
    assert.deepEqual(await Promise.all([first, second]), [1, 2]);
});

test('a full batch is asked without waiting', async () => {
    const { asked, answer, same } = slow({ ...roomy, most: 2, waitMs: () => 10_000 });
    const first = same(1);
    await turn();
    assert.deepEqual(asked, []);
    const second = same(2);
    await turn();
    assert.deepEqual(asked, [[1, 2]]);
    answer();
    assert.deepEqual(await Promise.all([first, second]), [1, 2]);
});
