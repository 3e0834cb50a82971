// What one page costs its server, told for many.

/**
 * @typedef {object} Cost of one page in one state
 * @property {string} name
 * @property {boolean} isOriginal
 * @property {number} requestsPerHour
 * @property {number} attemptsPerHour
 * @property {number} bytesPerHour in both directions
 */

const users = 100_000;

/** @param {readonly import('./pages.mjs').Waiting[]} pages @returns {Cost[]} */
export function costsOf(pages) {
    return pages.map(({ name, isOriginal, counts }) => ({
        name,
        isOriginal,
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
        'A page that is',
        'Requests an hour',
        'Attempts to connect an hour',
        '100,000 pages: both, a second',
        'Bytes a page and day',
    ];
    return [head, ['---', '---:', '---:', '---:', '---:'], ...rows]
        .map((cells) => `| ${cells.join(' | ')} |\n`)
        .join('');
}

/**
 * Bars one below the other, each with its figure.
 * @param {string} title
 * @param {readonly Cost[]} costs
 * @param {(cost: Cost) => number} figureOf
 * @param {number} [digits]
 */
export function barsOf(title, costs, figureOf, digits = 0) {
    const [width, left, right, row, top] = [800, 190, 90, 30, 40];
    const most = Math.max(...costs.map(figureOf), 1e-9);
    const height = top + costs.length * row + 12;
    const bars = costs.map((cost, index) => {
        const value = figureOf(cost);
        const length = Math.round(((width - left - right) * value) / most);
        const y = top + index * row;
        const colour = cost.isOriginal ? '#c2410c' : '#0a7d5a';
        const figure = value.toLocaleString('en', { maximumFractionDigits: digits });
        return (
            `<text x='${left - 10}' y='${y + 15}' text-anchor='end'>${cost.name}</text>\n` +
            `<rect x='${left}' y='${y}' width='${Math.max(length, 1)}' height='20' ` +
            `fill='${colour}'/>\n` +
            `<text x='${left + length + 8}' y='${y + 15}'>${figure}</text>\n`
        );
    });
    return (
        `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${width} ${height}' ` +
        `font-family='sans-serif' font-size='13'>\n` +
        `<rect width='${width}' height='${height}' fill='#ffffff'/>\n` +
        `<text x='${left}' y='22' font-weight='bold'>${title}</text>\n${bars.join('')}</svg>\n`
    );
}
