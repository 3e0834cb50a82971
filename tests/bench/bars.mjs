// A bar chart, as SVG that is also readable on a dark page.

/**
 * @typedef {{ name: string, value: number }} Bar
 * @typedef {{ title: string, groups: Array<{ name: string, values: Bar[] }> }} Bars
 */

const colours = ['#2f6fdd', '#d9822b', '#8a8f98', '#4d9a5b', '#b8bcc4'];
const width = 760;
const left = 250;
const barHeight = 16;
const gap = 14;
const top = 34;

const escaped = (/** @type {string} */ text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param {Bars} bars @param {(value: number) => string} format */
export function plotBars({ title, groups }, format) {
    const most = Math.max(...groups.flatMap(({ values }) => values.map(({ value }) => value)));
    const scale = (width - left - 70) / most;
    let y = top;
    const parts = [];
    for (const { name, values } of groups) {
        if (name) {
            parts.push(text(0, y + 12, name, 'font-weight="600"'));
            y += barHeight + 2;
        }
        for (const [index, bar] of values.entries()) {
            const length = Math.max(1, bar.value * scale).toFixed(1);
            const fill = colours[index % colours.length];
            parts.push(
                text(left - 8, y + 12, bar.name, 'text-anchor="end"'),
                `<rect x="${left}" y="${y}" width="${length}" height="13" fill="${fill}"/>`,
                text(left + Number(length) + 6, y + 12, format(bar.value), ''),
            );
            y += barHeight;
        }
        y += gap;
    }
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img"`,
        `    font-family="system-ui, sans-serif" font-size="12">`,
        `<title>${escaped(title)}</title>`,
        `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
        text(0, 16, title, 'font-size="14" font-weight="600"'),
        ...parts,
        '</svg>\n',
    ].join('\n');

    function text(
        /** @type {number} */ x,
        /** @type {number} */ at,
        /** @type {string} */ words,
        /** @type {string} */ more,
    ) {
        return `<text x="${x}" y="${at}" fill="#1f2430" ${more}>${escaped(words)}</text>`;
    }
}
