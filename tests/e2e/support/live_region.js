// What a screen reader would read aloud from a log, as far as a program can tell.

/** @typedef {import('@playwright/test').Locator} Locator */

/**
 * Records the texts that are added while the log is a live region.
 * @param {Locator} log
 */
export function noteReadAloud(log) {
    return log.evaluate((node) => {
        window.testRead = [];
        new MutationObserver((changes) => {
            const rows = changes.flatMap(({ addedNodes }) => [...addedNodes]);
            const texts = rows.map(({ textContent }) => `${textContent}`);
            if (node.getAttribute('aria-live') === 'polite') window.testRead.push(...texts);
        }).observe(node, { childList: true, subtree: true });
    });
}

/** @param {import('@playwright/test').Page} page @returns {Promise<string[]>} */
export const readAloud = (page) => page.evaluate(() => window.testRead);
