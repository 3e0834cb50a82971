// Configures and builds one CMake preset.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { buildFolder, projectFolder } from '../setup/paths.mjs';
import { run } from '../setup/processes.mjs';

/**
 * @param {'native' | 'asan' | 'fuzz' | 'coverage' | 'bench' | 'wasm'} preset
 * @param {string} target
 */
export async function buildTarget(preset, target) {
    const folder = path.join(buildFolder, preset);
    await withLock(`${folder}.lock`, async () => {
        await configure(preset, folder);
        const args = ['--build', '--preset', preset, '--target', target];
        await run('cmake', args, { cwd: projectFolder });
    });
}

/**
 * Ninja notices all changes except those of presets, the toolchain's location, and defaults of
 * cached settings.
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
        return;
    }
    await run('cmake', ['--preset', preset, '--fresh'], { cwd: projectFolder });
    writeFileSync(stamp, wanted);
}
