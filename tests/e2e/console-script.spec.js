// `web/test-websocket-messaging.js` is pasted into the console of a page, as the document says.
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

test('pasted into the customer’s page, all its checks pass', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const { said, result } = await paste(page);
    expect(said.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(result).toMatchObject({ failed: 0, skipped: 0 });
    expect(result.passed).toBeGreaterThan(10);
    expect(said.at(-1)).toMatch(new RegExp(`^${result.passed} passed, 0 failed`));
});

test('it finds the module of any page, and says where a check fails', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    expect((await paste(page)).result.failed).toBe(0);
    await page.evaluate(() => {
        window.manager.createTypingIndicator = () => null;
    });
    const { said, result } = await paste(page);
    expect(result.failed).toBeGreaterThan(0);
    expect(said.some((line) => line.startsWith('✗'))).toBe(true);
});

test('in a tab that another one’s connection serves, no check fails', async ({ server, enter }) => {
    const first = await enter(server, 'usr_alice');
    await expectStatus(first, 'Online');
    const page = await enter(server, 'usr_alice', { context: first.context() });
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const { result } = await paste(page);
    expect(result).toMatchObject({ failed: 0, skipped: 1 });
});

test('where there is no module it says what to do', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path: '/e2e/blank.html' });
    const { said, result } = await paste(page);
    expect(result).toMatchObject({ passed: 0, failed: 1 });
    expect(said.join('\n')).toContain('MESSAGING_URL');
    await page.evaluate(() => Object.assign(window, { MESSAGING_URL: '/messaging.js' }));
    expect((await paste(page)).result.failed).toBe(0);
});
