// Past problems with bundlers, tested without them; `npm run test:consumers` runs them all.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary_folder.mjs';

const dist = path.join(projectFolder, 'dist');
const require = createRequire(import.meta.url);

/** @type {Awaited<ReturnType<typeof temporaryFolder>>} */
let temporary;

before(async () => {
    temporary = await temporaryFolder('messaging-bundled-');
});
after(() => temporary.remove());

test('the core is loaded in a CommonJS bundle, where import.meta has no url', async () => {
    const outfile = path.join(temporary.folder, 'app.cjs');
    await build({
        entryPoints: [path.join(dist, 'messaging.js')],
        bundle: true,
        format: 'cjs',
        outfile,
        logLevel: 'error',
        // The missing `import.meta` is what is tested here.
        logOverride: { 'empty-import-meta': 'silent' },
    });
    /** @type {typeof import('../../web/messaging.ts')} */
    const { createMessaging } = require(outfile);
    const { messagingSystem: system } = createMessaging({
        url: 'http://127.0.0.1:9',
        storage: 'memory',
        log: 'silent',
    });
    await system.ready;
    system.destroy();
});

test('no shipped script has Promise.resolve().then, which confuses Parcel 2.16', async () => {
    for (const name of ['messaging.js', 'messaging-core.js']) {
        const text = await readFile(path.join(dist, name), 'utf8');
        assert.ok(!/Promise\.resolve\(\)\s*\.then/.test(text), name);
    }
});
