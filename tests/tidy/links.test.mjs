// Every link between the pages of the project leads somewhere.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { projectFiles, readText } from './sources.mjs';

const pages = projectFiles.filter((name) => name.endsWith('.md'));

/** The name by which a heading is linked to. @param {string} heading */
const anchorOf = (heading) =>
    heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');

/** @param {string} page */
function anchorsOf(page) {
    const prose = readText(page).replace(/^```[\s\S]*?^```/gm, '');
    return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** @param {string} page @param {string} link @returns {boolean} */
function leadsSomewhere(page, link) {
    const [file = '', anchor] = link.split('#');
    const target = file ? path.posix.join(path.posix.dirname(page), file) : page;
    const exists = projectFiles.some((name) => name === target || name.startsWith(`${target}/`));
    return exists && (!anchor || anchorsOf(target).includes(anchor));
}

test('links between pages lead to files and headings that exist', () => {
    const dead = pages.flatMap((page) => {
        const links = [...readText(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
        return links
            .filter((link) => !/^https?:/.test(link) && !leadsSomewhere(page, link))
            .map((link) => `${page}: ${link}`);
    });
    assert.deepEqual(dead, []);
});
