// `npm run test:faults -- --faults N --seed S`; with `--docs` the table is written to
// docs/reliability.md.

import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { writeFigures } from '../../../scripts/figures.mjs';
import { launchOptions } from '../support/browser.js';
import { runCampaign } from './campaign.js';
import { failures, report } from './report.js';

const { values } = parseArgs({
    options: {
        faults: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        docs: { type: 'boolean', default: false },
    },
});
const faults = Number(values.faults);
const seed = Number(values.seed);
if (!(faults > 0) || !Number.isInteger(seed)) throw new Error('--faults N --seed S, both numbers');

const browser = await chromium.launch(launchOptions);
try {
    const result = await runCampaign({ browser, faults, seed, log: console.log });
    const text = report(result);
    console.log(text);
    if (values.docs) writeFigures('docs/reliability.md', text, 'faults');
    const wrong = failures(result);
    for (const line of wrong) console.log(line);
    console.log(`${faults} faults, seed ${seed}`);
    console.log(`${wrong.length === 0 ? 1 : 0} passed, ${wrong.length} failed`);
    if (wrong.length > 0) process.exitCode = 1;
} finally {
    await browser.close();
}
