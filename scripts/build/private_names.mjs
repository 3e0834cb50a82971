// The names that only their own class says, which a build may make as short as it likes.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../setup/paths.mjs';

const folders = ['bindings', 'bindings/trace', 'web'];
const comment = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;
const declaration = /\bprivate (?:(?:readonly|async|static|get|set) )*(\w+)/g;

/** Of all sources: what is private, and never a member of anything else. */
export function privateNames() {
    const sources = folders.flatMap((folder) => {
        const names = readdirSync(path.join(projectFolder, folder));
        return names
            .filter((name) => name.endsWith('.ts'))
            .map((name) => readFileSync(path.join(projectFolder, folder, name), 'utf8'));
    });
    return namesIn(sources.join('\n'));
}

/** @param {string} source */
export function namesIn(source) {
    const code = source.replace(comment, '');
    const names = new Set([...code.matchAll(declaration)].map(([, name = '']) => name));
    const rest = code.replace(declaration, '');
    return [...names].filter((name) => name !== 'constructor' && !isMember(name, rest));
}

/** Whether anything but `this` has it: by a dot, in quotes, or in a type or object. */
function isMember(/** @type {string} */ name, /** @type {string} */ code) {
    const declared = `^ +(?:(?:readonly|async|static|get|set) )*${name}(?:[(;<]| =)`;
    const used = `(?<!\\bthis)\\??\\.${name}\\b|['"]${name}['"]|(?<!\\()\\b${name}\\??:`;
    return new RegExp(`${declared}|${used}`, 'm').test(code);
}
