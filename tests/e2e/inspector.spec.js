// What developers see of a running system, against the real server.
import { readFileSync } from 'node:fs';
import { accessibilityFaults } from './support/axe.js';
import { arriveAtElements, choose, writeInThread } from './support/elements_page.js';
import { wedding } from './support/people.js';
import { refuseSockets } from './support/servers.js';
import { expect, test } from './support/test.ts';

/** @param {import('@playwright/test').Page} page */
async function inspect(page) {
    await page.evaluate(() => {
        document.querySelector('main')?.append(document.createElement('messaging-inspector'));
    });
    const inspector = page.locator('messaging-inspector');
    return {
        inputs: inspector.locator('.inputs li'),
        save: inspector.getByRole('button', { name: 'Save trace' }),
        /** @param {string} name */
        fact: (name) => inspector.locator('.fact').filter({ hasText: name }).locator('dd'),
    };
}

test('the inspector shows the connection, figures and inputs of the core', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    const inspector = await inspect(page);
    await expect(inspector.fact('state')).toHaveText('online, websocket');
    await expect(inspector.fact('next timer')).toHaveText(/^in \d/);
    // Three are listed, but none is open.
    await expect(inspector.fact('open conversations')).toHaveText('0');
    await choose(page, wedding);
    await expect(inspector.fact('open conversations')).toHaveText('1');
    await writeInThread(page, 'Seen from inside');
    await expect(inspector.fact('sent, came, failed')).toHaveText(/^1,/);
    await expect(inspector.inputs.filter({ hasText: 'SendMessage' }).first()).toBeVisible();
    refuseSockets(server);
    await expect(inspector.fact('state')).not.toHaveText('online, websocket');
    await expect(inspector.fact('reason')).not.toHaveText('-');
});

test('the inspector saves the trace as a file', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    const { save } = await inspect(page);
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    expect(download.suggestedFilename()).toBe('messaging-trace.jsonl');
    const [header = ''] = readFileSync(await download.path(), 'utf8').split('\n');
    expect(JSON.parse(header)).toMatchObject({ trace: 'messaging-wasm', lost: 0 });
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`axe finds nothing wrong with the inspector, ${colorScheme}`, async ({
        server,
        enter,
    }) => {
        const page = await arriveAtElements(enter, server, { browser: { colorScheme } });
        const { inputs } = await inspect(page);
        await expect(inputs.first()).toBeVisible();
        expect(await accessibilityFaults(page)).toEqual([]);
    });
}
