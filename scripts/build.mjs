// `npm run build`: builds all of dist/, even from a bare clone.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './setup/lock.mjs';
import { buildFolder } from './setup/paths.mjs';
import { runMain } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

/** Installs what the build needs and updates dist/. */
export async function buildDist() {
    await setUp({ packages: ['build'], emscripten: true });
    // These need npm packages, which the line above installs.
    const { browserInputs, inputHash, isBuilt, writeStamp } = await import('./build/stamp.mjs');
    const { buildTarget } = await import('./build/cmake.mjs');
    const { bundle } = await import('./build/bundle.mjs');
    const { bundleServer } = await import('./build/server.mjs');
    const { emitTypes } = await import('./build/types.mjs');

    await withLock(path.join(buildFolder, 'dist.lock'), async () => {
        const inputs = inputHash();
        if (isBuilt(inputs)) {
            console.log('dist/ is up to date');
            return;
        }
        const start = Date.now();
        await buildTarget('wasm', 'messaging_code');
        await bundle(inputHash(browserInputs));
        await bundleServer();
        await emitTypes();
        writeStamp(inputs);
        console.log(`dist/ is built (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    await runMain(async () => {
        await buildDist();
        const { integrityOfGlobalScript } = await import('./build/bundle.mjs');
        console.log(`messaging.global.js has the integrity ${integrityOfGlobalScript()}`);
    });
}
