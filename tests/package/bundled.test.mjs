// What bundlers have stumbled over, without the bundlers; `npm run test:consumers` has them all.
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

test('in one classic script, where import.meta has no url, the core is loaded', async () => {
    const outfile = path.join(temporary.folder, 'app.cjs');
    await build({
        entryPoints: [path.join(dist, 'messaging.js')],
        bundle: true,
        format: 'cjs',
        outfile,
        logLevel: 'error',
        // That there is no `import.meta` is what this is about.
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

test('nothing stands right behind Promise.resolve(), which Parcel 2.16 takes for an import', async () => {
    for (const name of ['messaging.js', 'messaging-core.js']) {
        const text = await readFile(path.join(dist, name), 'utf8');
        assert.ok(!/Promise\.resolve\(\)\s*\.then/.test(text), name);
    }
});
