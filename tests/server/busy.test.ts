import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitMsFor } from '../../server/busy.ts';

test('before the first measurement a process counts as idle', () => {
    assert.equal(waitMsFor(), 0);
});

test('nothing is delayed while the process is busy at most half of the time', () => {
    assert.deepEqual([0, 0.3, 0.5].map(waitMsFor), [0, 0, 0]);
});

test('the busier the process, the longer the delay, up to 40 ms', () => {
    assert.deepEqual([0.6, 0.75, 1].map(waitMsFor), [8, 20, 40]);
});

test('a process notices when it becomes busy and when it is idle again', async () => {
    for (const start = performance.now(); performance.now() - start < 300; ) {
        waitMsFor();
        await sleep(0);
        for (const busy = performance.now(); performance.now() - busy < 20; );
    }
    assert.ok(waitMsFor() > 20, `${waitMsFor()} ms`);
    waitMsFor();
    await sleep(150);
    waitMsFor();
    await sleep(150);
    assert.equal(waitMsFor(), 0);
});
