import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered } from '../../server/gather.ts';
import { sleep } from './support.ts';

const roomy = { most: 100, atOnce: 1 };

test('questions of one turn are asked together, and each gets its own answer', async () => {
    const asked: number[][] = [];
    const double = gathered(async (numbers: number[]) => {
        asked.push(numbers);
        return numbers.map((one) => 2 * one);
    }, roomy);
    assert.deepEqual(await Promise.all([1, 2, 3].map(double)), [2, 4, 6]);
    assert.deepEqual(asked, [[1, 2, 3]]);
});

test('what comes while enough is under way waits, and is asked together afterwards', async () => {
    const asked: number[][] = [];
    const same = gathered(async (numbers: number[]) => {
        asked.push(numbers);
        await sleep(20);
        return numbers;
    }, roomy);
    const first = same(1);
    await sleep(5);
    const later = [same(2)];
    await sleep(5);
    later.push(same(3));
    assert.deepEqual(await Promise.all([first, ...later]), [1, 2, 3]);
    assert.deepEqual(asked, [[1], [2, 3]]);
});

test('no more than the most are asked together, and others at the same time', async () => {
    const asked: number[][] = [];
    let running = 0;
    let peak = 0;
    const same = gathered(
        async (numbers: number[]) => {
            asked.push(numbers);
            running += 1;
            peak = Math.max(peak, running);
            await sleep(10);
            running -= 1;
            return numbers;
        },
        { most: 2, atOnce: 2 },
    );
    await Promise.all([1, 2, 3, 4, 5].map(same));
    assert.deepEqual(asked, [[1, 2], [3, 4], [5]]);
    assert.equal(peak, 2);
});

test('a failure is told to all that were asked together, and to nobody after them', async () => {
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
