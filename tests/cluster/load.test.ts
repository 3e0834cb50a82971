import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putLoad } from '../bench/load/load.ts';
import { report } from '../bench/load/report.ts';
import { startClusterTarget } from '../bench/load/target.ts';

test('no message of 200 clients of three servers is lost or duplicated', async (t) => {
    const target = await startClusterTarget(3);
    t.after(() => target.stop());
    const figures = await putLoad(target, { sockets: 200, rate: 50, seconds: 5 });
    for (const line of report([['three servers', figures]]).split('\n')) t.diagnostic(line);
    const { sent, stored, unacknowledged, lost, doubled } = figures;
    const whole = { stored: sent, unacknowledged: 0, lost: 0, doubled: 0 };
    assert.deepEqual({ stored, unacknowledged, lost, doubled }, whole);
});
