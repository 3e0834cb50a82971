// Validates a module with the features that all supported browsers have and no others.
import path from 'node:path';
import { setUpEmscripten } from '../../scripts/setup/emscripten.mjs';
import { runProgram } from '../package/pack.mjs';
import { entry, lacking } from './support.mjs';

/** Binaryen's names of the features added after WebAssembly 1.0, by MDN's names. */
const features = new Map([
    ['bulk-memory-operations', 'bulk-memory'],
    ['exception-handling', 'exception-handling'],
    ['extended-constant-expressions', 'extended-const'],
    ['fixed-width-SIMD', 'simd'],
    ['garbage-collection', 'gc'],
    ['memory64', 'memory64'],
    ['multi-value', 'multivalue'],
    ['multiMemory', 'multimemory'],
    ['non-trapping-float-to-int-conversions', 'nontrapping-float-to-int'],
    ['reference-types', 'reference-types'],
    ['relaxed-SIMD', 'relaxed-simd'],
    ['sign-extension-operations', 'sign-ext'],
    ['tail-calls', 'tail-call'],
    ['threads-and-atomics', 'threads'],
]);

/** The features that all supported browsers have. */
export const permittedFeatures = [...features].flatMap(([name, flag]) => {
    const found = entry(`webassembly.${name}`);
    if (!found?.__compat) throw new Error(`the data has no webassembly.${name} any more`);
    return lacking([found]).length === 0 ? [flag] : [];
});

/** @param {string} file rejects, with what is wrong, where it needs more */
export async function validate(file) {
    const permitted = permittedFeatures.map((flag) => `--enable-${flag}`);
    await binaryen('wasm-opt', [file, '--mvp-features', ...permitted, '-o', '/dev/null']);
}

/**
 * Assembles a module from its text, whatever features it needs.
 * @param {string} text the file
 * @param {string} file
 */
export async function assemble(text, file) {
    await binaryen('wasm-as', [text, '--all-features', '-o', file]);
}

/** @param {string} program @param {readonly string[]} args */
async function binaryen(program, args) {
    const config = path.join(await setUpEmscripten(), 'em-config');
    const root = (await runProgram(config, ['BINARYEN_ROOT'])).trim();
    await runProgram(path.join(root, 'bin', program), args);
}
