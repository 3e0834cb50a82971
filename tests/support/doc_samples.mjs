// The code samples on a page of docs/. A block names the file that it is: ```js app.mjs
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../scripts/setup/paths.mjs';

const code = new Set(['html', 'js', 'jsx', 'svelte', 'ts', 'vue']);

/**
 * By file name; a code block without a name cannot be run, and is an error.
 * @param {string} page such as `docs/server.md`
 */
export function samplesOf(page) {
    const text = readFileSync(path.join(projectFolder, page), 'utf8');
    /** @type {Map<string, string>} */
    const samples = new Map();
    for (const [, language = '', name, body = ''] of text.matchAll(
        /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm,
    )) {
        if (!code.has(language)) continue;
        if (name === undefined || samples.has(name)) {
            throw new Error(`${page}: a sample needs a name of its own: ${body.slice(0, 80)}`);
        }
        samples.set(name, body);
    }
    return samples;
}

/**
 * Writes all samples of a page into a folder.
 * @param {string} page
 * @param {string} folder
 */
export async function writeSamples(page, folder) {
    const samples = samplesOf(page);
    for (const [name, body] of samples) await writeFile(path.join(folder, name), body);
    return samples;
}
