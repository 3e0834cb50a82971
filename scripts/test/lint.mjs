// Formatting and static checks of all sources, C++ and TypeScript.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../setup/paths.mjs';

/** @typedef {(program: string, args: readonly string[]) => Promise<void>} Run */

/** @param {string} name a program installed by an npm package */
export const npmProgram = (name) => path.join(projectFolder, 'node_modules/.bin', name);

/** @param {Run} run @param {readonly string[]} args */
export async function biome(run, args) {
    const colors = process.stdout.isTTY ? 'force' : 'off';
    await run(npmProgram('biome'), [...args, '--error-on-warnings', `--colors=${colors}`]);
}

/** @param {Run} run @param {readonly string[]} args */
export async function clangFormat(run, args) {
    const sources = ['src', 'bindings', 'tests'].flatMap((folder) =>
        filesBelow(folder, /\.(h|cpp)$/),
    );
    await run('clang-format-19', [...args, ...sources]);
}

/** @param {Run} run */
export async function checkTypes(run) {
    await run(npmProgram('tsc'), ['-p', 'tsconfig.json']);
    await run(npmProgram('tsc'), ['-p', 'tsconfig.node.json']);
}

/**
 * @param {string} folder relative to the project, like the results
 * @param {RegExp} pattern
 * @returns {string[]}
 */
export function filesBelow(folder, pattern) {
    const full = path.join(projectFolder, folder);
    return readdirSync(full, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
            const name = path.join(folder, entry.name);
            if (entry.isDirectory()) return filesBelow(name, pattern);
            return pattern.test(entry.name) ? [name] : [];
        });
}
