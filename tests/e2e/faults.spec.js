// The short form of `npm run test:faults`.
import { runCampaign } from './faults/campaign.js';
import { kinds } from './faults/kinds.js';
import { failures } from './faults/report.js';
import { expect, test } from './support/test.ts';

test('after one fault of each kind no message is lost, doubled or out of order', async ({
    browser,
}) => {
    test.setTimeout(240_000);
    const result = await runCampaign({ browser, faults: kinds.length, seed: 1 });
    console.log(`seed 1: ${kinds.length} faults, ${result.stored} messages, ${result.ms} ms`);
    expect(failures(result)).toEqual([]);
    expect(result.stored).toBeGreaterThan(100);
});
