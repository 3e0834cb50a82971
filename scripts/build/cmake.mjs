// Configures and builds one CMake preset.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { buildFolder, projectFolder } from '../setup/paths.mjs';
import { outputOf, run } from '../setup/processes.mjs';

/**
 * Builds `targets` of the preset; those that CMakeLists.txt left out for want of sources are not
 * built.
 * @param {'native' | 'asan' | 'wasm'} preset
 * @param {readonly string[]} targets
 * @returns {Promise<string[]>} the targets that were built
 */
export async function buildTargets(preset, targets) {
    const folder = path.join(buildFolder, preset);
    /** @type {string[]} */
    let built = [];
    await withLock(`${folder}.lock`, async () => {
        await configure(preset, folder);
        built = targets.filter((target) => hasTarget(folder, target));
        if (built.length === 0) return;
        const args = ['--build', '--preset', preset, '--target', ...built];
        await run('cmake', args, { cwd: projectFolder });
    });
    return built;
}

/**
 * Ninja notices every change but that of the presets, of the toolchain's place and of the defaults
 * of cached settings.
 * @param {string} preset
 * @param {string} folder
 */
async function configure(preset, folder) {
    const stamp = path.join(folder, 'configured');
    const hash = createHash('sha256');
    for (const name of [
        'CMakeLists.txt',
        'CMakePresets.json',
        'build/emscripten-toolchain.cmake',
    ]) {
        const file = path.join(projectFolder, name);
        if (existsSync(file)) hash.update(readFileSync(file));
    }
    const wanted = hash.digest('hex');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
        // Looks for new and removed sources, which decide what targets there are.
        await run('ninja', ['--quiet', '-C', folder, 'build.ninja']);
        return;
    }
    await run('cmake', ['--preset', preset, '--fresh'], { cwd: projectFolder });
    writeFileSync(stamp, wanted);
}

/**
 * @param {string} folder
 * @param {string} target
 */
function hasTarget(folder, target) {
    return outputOf('ninja', ['-C', folder, '-t', 'query', target]) !== undefined;
}
