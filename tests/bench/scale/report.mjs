// What one page costs its server, scaled to many pages.
import { plotBars } from '../bars.mjs';
import { table } from '../table.mjs';

/**
 * @typedef {object} Cost of one page in one state
 * @property {string} name
 * @property {number} requestsPerHour
 * @property {number} attemptsPerHour
 * @property {number} bytesPerHour in both directions
 */

const users = 100_000;

/** @param {readonly import('./pages.mjs').Waiting[]} pages @returns {Cost[]} */
export function costsOf(pages) {
    return pages.map(({ name, counts }) => ({
        name,
        requestsPerHour: Math.round(counts.requests / counts.hours),
        attemptsPerHour: Math.round(counts.attempts / counts.hours),
        bytesPerHour: Math.round(counts.bytes / counts.hours),
    }));
}

/** @param {number} count */
const grouped = (count) => count.toLocaleString('en');

/** @param {Cost} cost */
export const requestsPerSecond = (cost) =>
    Math.round(((cost.requestsPerHour + cost.attemptsPerHour) * users) / 3600);

/** @param {Cost} cost */
export const megabytesPerDay = (cost) => (cost.bytesPerHour * 24) / 1e6;

/** @param {readonly Cost[]} costs */
export function tableOf(costs) {
    const rows = costs.map((cost) => [
        cost.name,
        grouped(cost.requestsPerHour),
        grouped(cost.attemptsPerHour),
        grouped(requestsPerSecond(cost)),
        `${megabytesPerDay(cost).toFixed(2)} MB`,
    ]);
    const head = [
        'Page',
        'Requests per hour',
        'Connection attempts per hour',
        '100,000 pages: both, per second',
        'Bytes per page and day',
    ];
    return table(head, rows);
}

/**
 * @param {string} title
 * @param {readonly Cost[]} costs
 * @param {(cost: Cost) => number} figureOf
 * @param {number} [digits]
 */
export function barsOf(title, costs, figureOf, digits = 0) {
    const values = costs.map((cost) => ({ name: cost.name, value: figureOf(cost) }));
    return plotBars({ title, groups: [{ name: '', values }] }, (value) =>
        value.toLocaleString('en', { maximumFractionDigits: digits }),
    );
}
