// Pastes `web/test-websocket-messaging.js` into the console of a page, as its instructions say.
import { readFile } from 'node:fs/promises';
import { expectStatus, openConversation } from './support/dashboard.js';
import { arrive, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

const file = new URL('../../web/test-websocket-messaging.js', import.meta.url);

/** @param {import('@playwright/test').Page} page */
async function paste(page) {
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    const result = /** @type {{ passed: number, failed: number, skipped: number }} */ (
        await page.evaluate(await readFile(file, 'utf8'))
    );
    return { said, result };
}

test('all checks pass on the customer’s dashboard', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const { said, result } = await paste(page);
    expect(said.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(result).toMatchObject({ failed: 0, skipped: 0 });
    expect(result.passed).toBeGreaterThan(10);
    expect(said.at(-1)).toMatch(new RegExp(`^${result.passed} passed, 0 failed`));
});

test('the script finds the module of any page, and reports failures', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    expect((await paste(page)).result.failed).toBe(0);
    await page.evaluate(() => {
        window.manager.createTypingIndicator = () => null;
    });
    const { said, result } = await paste(page);
    expect(result.failed).toBeGreaterThan(0);
    expect(said.some((line) => line.startsWith('✗'))).toBe(true);
});

test('in a follower tab one check is skipped, and none fails', async ({ server, enter }) => {
    const first = await enter(server, 'usr_alice');
    await expectStatus(first, 'Online');
    const page = await enter(server, 'usr_alice', { context: first.context() });
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const { result } = await paste(page);
    expect(result).toMatchObject({ failed: 0, skipped: 1 });
});

test('without a module the script needs MESSAGING_URL', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path: '/e2e/blank.html' });
    const { said, result } = await paste(page);
    expect(result).toMatchObject({ passed: 0, failed: 1 });
    expect(said.join('\n')).toContain('MESSAGING_URL');
    await page.evaluate(() => Object.assign(window, { MESSAGING_URL: '/messaging.js' }));
    expect((await paste(page)).result.failed).toBe(0);
});
