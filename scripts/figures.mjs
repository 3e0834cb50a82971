// Puts figures that a command has printed into the page that shows them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './setup/paths.mjs';
import { SetupError } from './setup/processes.mjs';

/**
 * Replaces the text between the marks.
 * @param {string} page @param {string} figures
 * @param {string} [name] which figures, if a page has several
 */
export function writeFigures(page, figures, name = 'figures') {
    const file = path.join(projectFolder, page);
    const text = readFileSync(file, 'utf8');
    const begin = `<!-- ${name} -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new SetupError(`${page} has lost the marks of its figures.`);
    const head = text.slice(0, from + begin.length);
    writeFileSync(file, `${head}\n${figures.trimEnd()}\n\n${text.slice(to)}`);
}
