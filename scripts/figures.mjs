// Figures that a command has printed, put into the page that shows them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './setup/paths.mjs';
import { SetupError } from './setup/processes.mjs';

/** Replaces what stands between the marks. @param {string} page @param {string} figures */
export function writeFigures(page, figures) {
    const file = path.join(projectFolder, page);
    const text = readFileSync(file, 'utf8');
    const marks = /(<!-- figures -->\n)[\s\S]*(<!-- end -->)/;
    if (!marks.test(text)) throw new SetupError(`${page} has lost the marks of its figures.`);
    writeFileSync(
        file,
        text.replace(marks, (_all, begin, end) => `${begin}\n${figures.trimEnd()}\n\n${end}`),
    );
}
