import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './test_pages.js';

const page = path.join(projectFolder, 'docs/reliability.md');

/** Puts figures between their marks. @param {'faults' | 'leaks'} name @param {string} figures */
export function writeFigures(name, figures) {
    const text = readFileSync(page, 'utf8');
    const begin = `<!-- ${name} -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`${page} has lost the marks of its figures`);
    const head = text.slice(0, from + begin.length);
    writeFileSync(page, `${head}\n${figures}\n\n${text.slice(to)}`);
}
