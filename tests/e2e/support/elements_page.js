// Drives `pages/elements.html`.
import { expect } from '@playwright/test';
import { hasty } from './test.ts';

/** @typedef {import('@playwright/test').Page} Page */

export const elementsPath = '/e2e/elements.html';

/**
 * Opens the page of elements as Alice; it is online and lists her conversations.
 * @param {(server: any, userId: string, visit: object) => Promise<Page>} enter
 * @param {object} server
 * @param {import('./test.ts').Visit & { language?: string, conversations?: number }} [visit]
 */
export async function arriveAtElements(
    enter,
    server,
    { language, conversations = 3, ...visit } = {},
) {
    const path = language ? `${elementsPath}?language=${language}` : elementsPath;
    const page = await enter(server, 'usr_alice', { path, before: useHastyTimes, ...visit });
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'online');
    await expect(items(page)).toHaveCount(conversations);
    return page;
}

/** The page itself configures only its user. @param {Page} page */
export async function useHastyTimes(page) {
    await page.addInitScript((options) => {
        const url = '/messaging.js';
        import(url).then((module) => module.default.configure(options));
    }, hasty);
}

/** @param {Page} page */
export const items = (page) => page.locator('.inbox-item');

/** @param {Page} page @param {string} id */
export const item = (page, id) => page.locator(`.inbox-item[data-conversation-id="${id}"]`);

/** Chooses a conversation and waits for its messages. @param {Page} page @param {string} id */
export async function choose(page, id) {
    await item(page, id).click();
    await expect(page.locator('.message').first()).toBeVisible();
}

/** @param {Page} page */
export const input = (page) => page.locator('messaging-thread textarea');

/** @param {Page} page @param {string} text */
export async function writeInThread(page, text) {
    await input(page).fill(text);
    await input(page).press('Enter');
}

/** The rows with exactly this text. @param {Page} page @param {string} text */
export function row(page, text) {
    const words = page.locator('.text').and(page.getByText(text, { exact: true }));
    return page.locator('.message').filter({ has: words });
}

/** @param {import('../../../server/reference_server.ts').ReferenceServer} server */
export async function addHistory({ store }, count = 150, conversationId = 'thd_wedding') {
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom & Vine Catering' };
    const first = Date.now() - count * 60_000;
    for (let at = 0; at < count; at++) {
        const createdAt = first + at * 60_000;
        await store.addMessage({ conversationId, sender, text: `Older ${at}`, createdAt });
    }
}
