// What users do and see on the two dashboards.
import { expect } from '@playwright/test';

/** @typedef {import('@playwright/test').Page} Page */

export const itemSelector = (/** @type {string} */ id) =>
    `.thread-item[data-conversation-id=${JSON.stringify(id)}]`;

/** @param {Page} page @param {string} id */
export async function openConversation(page, id) {
    await page.locator(itemSelector(id)).click();
    await expect(page.locator('#messageInput')).toBeFocused();
    await expect(page.locator('#conversationMessages')).not.toHaveAttribute('aria-busy', 'true');
}

/** @param {Page} page @param {string} text */
export async function write(page, text) {
    await page.locator('#messageInput').fill(text);
    await page.locator('#messageInput').press('Enter');
}

/** The rows with exactly this text. @param {Page} page @param {string} text */
export function messageRow(page, text) {
    const words = page.locator('.message-text').and(page.getByText(text, { exact: true }));
    return page.locator('.message').filter({ has: words });
}

/** @param {Page} page */
export function shownTexts(page) {
    return page.locator('.message .message-text').allTextContents();
}

/** @param {Page} page @param {'Online' | 'Offline'} words */
export async function expectStatus(page, words) {
    await expect(page.locator('.messaging-connection-status .status-text')).toHaveText(words);
}

/**
 * For `Visit.before`: configures shorter times than the defaults, which the dashboards use.
 * @param {import('../../../web/messaging.ts').MessagingOptions} options
 */
export const configureFirst = (options) => (/** @type {Page} */ page) =>
    page.addInitScript((given) => {
        // The page first uses the module after a request; to configure it later would throw.
        const url = '/messaging.js';
        import(url).then((module) => module.default.configure(given));
    }, options);

/**
 * For `Visit.before`: an `EFToast` as existing pages have it, which records. @param {Page} page
 */
export async function noteToasts(page) {
    await page.addInitScript(() => {
        window.testToasts = [];
        const note = (/** @type {string} */ text) => window.testToasts.push(text);
        const EFToast = { success: note, error: note, warning: note, info: note };
        Object.assign(window, { EFToast });
    });
}

/** @param {Page} page @returns {Promise<string[]>} */
export const notedToasts = (page) => page.evaluate(() => window.testToasts);
