// `npm run size`: the size of every file of dist/, and the size budgets.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sizesOf } from './build/sizes.mjs';
import { buildDist } from './build.mjs';
import { distFolder, projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';

/** In bytes of brotli at its highest level. Static imports count, but the facade has none. */
const budgets = [
    {
        what: 'everything a page usually loads',
        files: ['messaging.js', 'messaging-core.js', 'messaging.wasm'],
        bytesMax: 60 * 1024,
    },
    { what: 'what an import loads', files: ['messaging.js'], bytesMax: 6 * 1024 },
    { what: 'the elements, with their styles', files: ['elements.js'], bytesMax: 13.5 * 1024 },
    // One of these replaces the module where that cannot be loaded.
    { what: 'the module within a script', files: ['messaging-inline.js'], bytesMax: 53 * 1024 },
    { what: 'the core as JavaScript', files: ['messaging-wasm2js.js'], bytesMax: 57 * 1024 },
];

/** Each build contains its own hash, which affects how well the rest compresses. */
const wobbleOf = (/** @type {number} */ bytes) => Math.max(100, bytes / 200);

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

await runMain(async () => {
    await buildDist();
    const sizes = sizesOf();
    console.log(row(['file', 'raw', 'gzip', 'brotli']));
    for (const [name, { raw, gzip, brotli }] of sizes) {
        console.log(row([name, kilobytes(raw), kilobytes(gzip), kilobytes(brotli)]));
    }
    const faults = budgets.map((budget) => check(budget, sizes)).filter(Boolean);
    faults.push(...outdatedRows(sizes));
    refuseStaticImports();
    if (faults.length > 0) throw new SetupError(faults.join('\n'));
});

/**
 * @param {(typeof budgets)[number]} budget
 * @param {ReturnType<typeof sizesOf>} sizes
 * @returns {string | undefined} what is wrong
 */
function check({ what, files, bytesMax }, sizes) {
    const missing = files.filter((name) => !sizes.has(name));
    if (missing.length > 0) return `dist/ lacks ${missing.join(', ')}`;
    const bytes = files.reduce((sum, name) => sum + (sizes.get(name)?.brotli ?? 0), 0);
    const text = `${what}: ${kilobytes(bytes)} brotli of ${kilobytes(bytesMax)} allowed`;
    console.log(text);
    return bytes > bytesMax ? `Over budget: ${text}` : undefined;
}

/**
 * Rows of README.md that differ.
 * @param {ReturnType<typeof sizesOf>} sizes
 */
function outdatedRows(sizes) {
    const text = readFileSync(path.join(projectFolder, 'README.md'), 'utf8');
    const rows = text.matchAll(
        /^\| `([\w.-]+)`[^|]*\| ([\d.]+) KB \| ([\d.]+) KB \| ([\d.]+) KB \|$/gm,
    );
    return [...rows].flatMap(([, name = '', ...said]) => {
        const is = sizes.get(name);
        if (!is) return [`README.md speaks of ${name}, which is not in dist/`];
        const all = [is.raw, is.gzip, is.brotli];
        const isTrue = all.every(
            (bytes, at) => Math.abs(Number(said[at]) * 1024 - bytes) <= wobbleOf(bytes),
        );
        return isTrue ? [] : [`README.md: ${name} has ${all.map(kilobytes).join(', ')} now`];
    });
}

/** The facade's budget covers one file only, so it must not import others statically. */
function refuseStaticImports() {
    const text = readFileSync(path.join(distFolder, 'messaging.js'), 'utf8');
    if (/(^|[;}\n])\s*(import\s*["'{*\w]|export\s*[^;]*?\sfrom\s*["'])/.test(text)) {
        throw new SetupError('dist/messaging.js has a static import, which an import also loads.');
    }
}

/** @param {readonly string[]} cells */
function row(cells) {
    return cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell.padStart(10))).join('');
}
