// Accessibility faults that a program can find, by axe-core.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * The faults of the page in its current state, including shadow trees: rule, node and reason.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<string[]>}
 */
export async function accessibilityFaults(page) {
    // A script element would be refused by the page's policy.
    await page.evaluate(source);
    return page.evaluate(async (values) => {
        const { axe } = /** @type {{ axe: typeof import('axe-core') }} */ (
            /** @type {unknown} */ (window)
        );
        const { violations } = await axe.run({
            runOnly: { type: 'tag', values },
            resultTypes: ['violations'],
        });
        return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
        );
    }, tags);
}

/**
 * The controls that are smaller than `sizeMin` in width or height.
 * @param {import('@playwright/test').Page} page
 * @param {number} sizeMin
 */
export function smallTargets(page, sizeMin) {
    return page.evaluate((least) => {
        const selector = 'a[href], button, input, textarea, select, [role=button], [tabindex="0"]';
        /** @type {string[]} */
        const small = [];
        let seen = 0;
        const look = (/** @type {Document | ShadowRoot} */ root) => {
            for (const node of root.querySelectorAll('*')) {
                if (node.shadowRoot) look(node.shadowRoot);
                const { width, height } = node.getBoundingClientRect();
                if (!node.matches(selector) || width === 0) continue;
                seen += 1;
                const words = `${node.className || node.tagName} ${width}x${height}`;
                if (Math.min(width, height) < least) small.push(words);
            }
        };
        look(document);
        return { seen, small };
    }, sizeMin);
}
