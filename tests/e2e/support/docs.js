import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './test_pages.js';

/**
 * Puts figures of a page of docs/ between their marks.
 * @param {string} pageName @param {string} name @param {string} figures
 */
export function writeFigures(pageName, name, figures) {
    const page = path.join(projectFolder, `docs/${pageName}.md`);
    const text = readFileSync(page, 'utf8');
    const begin = `<!-- ${name} -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`${page} has lost the marks of its figures`);
    const head = text.slice(0, from + begin.length);
    writeFileSync(page, `${head}\n${figures}\n\n${text.slice(to)}`);
}
