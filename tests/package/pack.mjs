// The tarball as npm would publish it.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../scripts/setup/paths.mjs';

const execute = promisify(execFile);

/**
 * Runs a program in the project's folder; rejects with all its output if it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} [folder]
 */
export async function runProgram(program, args, folder = projectFolder) {
    try {
        const { stdout } = await execute(program, args, { cwd: folder, maxBuffer: 1 << 26 });
        return stdout;
    } catch (error) {
        const { stdout = '', stderr = '' } = /** @type {Record<string, string>} */ (error);
        throw new Error(`${program} failed:\n${stdout}${stderr}`);
    }
}

/**
 * Packs dist/ as it is.
 * @param {string} folder
 */
export async function packInto(folder) {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const [packed] = JSON.parse(await runProgram('npm', args));
    /** @type {string[]} */
    const files = packed.files.map((/** @type {{ path: string }} */ file) => file.path);
    return { tarball: path.join(folder, packed.filename), files: files.sort() };
}
