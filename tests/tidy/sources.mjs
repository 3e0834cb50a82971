// The sources that the rules apply to, read once.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Source
 * @property {string} name path from the project's folder, with slashes
 * @property {readonly string[]} lines as they stand in the file
 * @property {readonly string[]} code the same lines with comments and the text of literals blanked
 */

/** @type {readonly string[]} every file that git tracks or would track */
export const projectFiles = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: projectFolder, encoding: 'utf8', maxBuffer: 1 << 26 },
)
    .split('\0')
    .filter((name) => name !== '' && existsSync(path.join(projectFolder, name)));

/** @type {readonly Source[]} */
export const sources = projectFiles
    .filter((name) => /^(src|bindings|web|cli|server|tests|scripts)\//.test(name))
    .filter((name) => /\.(h|cpp|ts|mjs|js)$/.test(name))
    .map(readSource);

/** @param {string} name */
export function readText(name) {
    return readFileSync(path.join(projectFolder, name), 'utf8');
}

/** @param {string} name @returns {Source} */
function readSource(name) {
    const text = readText(name);
    return { name, lines: text.split('\n'), code: blankComments(text).split('\n') };
}

/**
 * The same text with each character of comments and of literals replaced by a space, line breaks
 * kept. Good enough for C++ and TypeScript that is formatted by a tool; regular expression literals
 * that hold a quote are the exception.
 * @param {string} text
 */
export function blankComments(text) {
    // A quote after a digit separates thousands: 10'000.
    const token =
        /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"(\w*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])*'/g;
    return text.replace(token, (found, _delimiter, offset) => {
        const include = /#include\s*$/.test(text.slice(Math.max(0, offset - 12), offset));
        return include ? found : found.replace(/[^\n]/g, ' ');
    });
}
