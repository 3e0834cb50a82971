// What an idle page costs its server, measured on the wire, compared with the original's polling:
//     npm run bench:scale -- --minutes 5
// With `--docs` the figures and their plots go to docs/ as well. Fails if one of our pages sends
// more requests than it may.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { writeFigures } from '../../../scripts/figures.mjs';
import { projectFolder } from '../../../scripts/setup/paths.mjs';
import { launchOptions } from '../../e2e/support/browser.js';
import { originalPage, ownPage } from './pages.mjs';
import { barsOf, costsOf, megabytesPerDay, requestsPerSecond, tableOf } from './report.mjs';

const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '5' }, docs: { type: 'boolean' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes must be a positive number');

const browser = await chromium.launch(launchOptions);
try {
    const pages = [
        await originalPage(browser),
        await ownPage(browser, 'polling, visible'),
        await ownPage(browser, 'polling, hidden'),
        await ownPage(browser, 'connected'),
    ];
    await sleep(minutes * 60_000);
    for (const page of pages) await page.close();
    const costs = costsOf(pages);
    console.log(`In ${minutes} minutes:\n\n${tableOf(costs)}`);
    if (values.docs) writeDocs(costs);
    for (const { name, requestsMax, counts } of pages) {
        // There may be one more poll, at either end of the time.
        const most = requestsMax === 0 ? 0 : Math.ceil(requestsMax * counts.hours) + 1;
        if (counts.requests <= most) continue;
        console.log(`${name}: ${counts.requests} requests, at most ${most} were expected`);
        process.exitCode = 1;
    }
} finally {
    await browser.close();
}

/** @param {readonly import('./report.mjs').Cost[]} costs */
function writeDocs(costs) {
    writeFigures('docs/scale.md', tableOf(costs));
    const plots = {
        'scale-requests': barsOf('Requests an hour of one page', costs, (c) => c.requestsPerHour),
        'scale-load': barsOf(
            'Requests and attempts to connect a second, 100,000 pages',
            costs,
            requestsPerSecond,
        ),
        'scale-bytes': barsOf('MB of one page and day', costs, megabytesPerDay, 2),
    };
    for (const [name, plot] of Object.entries(plots)) {
        writeFileSync(path.join(projectFolder, `docs/images/${name}.svg`), plot);
    }
}
