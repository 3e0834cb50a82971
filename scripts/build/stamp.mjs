// Tells whether dist/ is up to date with the sources, by content: a checkout changes times.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder, projectFolder } from '../setup/paths.mjs';

/** Inputs of the files in dist/ that pages load. */
export const browserInputs = [
    'src',
    'bindings',
    'web',
    'cli',
    'cmake',
    'scripts/build',
    'CMakeLists.txt',
    'CMakePresets.json',
    'emsdk-version.txt',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'build/emscripten-toolchain.cmake',
];

/** All inputs of dist/. */
export const inputs = [...browserInputs, 'server', 'tsconfig.node.json'];

const stampFile = path.join(distFolder, '.stamp');

/** A hash of the contents of `names`, by default of all inputs. */
export function inputHash(names = inputs) {
    const hash = createHash('sha256');
    for (const file of names.flatMap((name) => filesOf(path.join(projectFolder, name)))) {
        hash.update(`${path.relative(projectFolder, file)}\0`)
            .update(readFileSync(file))
            .update('\0');
    }
    return hash.digest('hex');
}

/** @param {string} hash */
export function isBuilt(hash) {
    if (!existsSync(stampFile)) return false;
    const [stampedInputs, stampedOutputs] = readFileSync(stampFile, 'utf8').split('\n');
    return stampedInputs === hash && stampedOutputs === outputHash();
}

/** @param {string} hash */
export function writeStamp(hash) {
    writeFileSync(stampFile, `${hash}\n${outputHash()}\n`);
}

/** A hash of dist/, so that missing or damaged files are rebuilt. */
function outputHash() {
    const hash = createHash('sha256');
    for (const file of filesOf(distFolder)) {
        if (file !== stampFile) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
    }
    return hash.digest('hex');
}

/** @param {string} name @returns {string[]} the file itself, or those below the folder, sorted */
function filesOf(name) {
    if (!existsSync(name)) return [];
    try {
        return readdirSync(name, { withFileTypes: true })
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .flatMap((entry) => filesOf(path.join(name, entry.name)));
    } catch {
        return [name];
    }
}
