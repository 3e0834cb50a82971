import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthMax, growthOf, runCampaign } from '../malformed/campaign.ts';
import { reportOf } from '../malformed/report.ts';

test('2,000 random malformed requests and events are rejected and leak no memory', async (t) => {
    const campaign = { requests: 2000, seed: 1 };
    const outcome = await runCampaign(campaign);
    const report = reportOf(campaign, outcome);
    for (const line of report.split('\n')) t.diagnostic(line);
    assert.deepEqual(outcome.faults, [], report);
    assert.ok(growthOf(outcome) < growthMax, report);
});
