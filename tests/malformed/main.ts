// `npm run test:malformed -- --requests 100000 --seed 1`; `--first N --requests 1` replays one.

import { parseArgs } from 'node:util';
import { growthMax, growthOf, runCampaign } from './campaign.ts';
import { reportOf } from './report.ts';

const { values } = parseArgs({
    options: {
        requests: { type: 'string', default: '100000' },
        seed: { type: 'string', default: '1' },
        first: { type: 'string', default: '0' },
    },
});
const campaign = {
    requests: Number(values.requests),
    seed: Number(values.seed),
    first: Number(values.first),
};
const outcome = await runCampaign(campaign);
console.log(reportOf(campaign, outcome));
if (outcome.faults.length > 0 || growthOf(outcome) > growthMax) process.exitCode = 1;
