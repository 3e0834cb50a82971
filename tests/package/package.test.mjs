// What npm would publish: the files of the tarball, and what common checkers report about it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { npmProgram } from '../../scripts/test/lint.mjs';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { packInto, runProgram } from './pack.mjs';

/** @type {Awaited<ReturnType<typeof temporaryFolder>>} */
let temporary;
/** @type {Awaited<ReturnType<typeof packInto>>} */
let packed;

before(async () => {
    temporary = await temporaryFolder('messaging-package-');
    packed = await packInto(temporary.folder);
});
after(() => temporary.remove());

const shipped = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/elements.css',
    'dist/elements.css.map',
    'dist/elements.js',
    'dist/elements.js.map',
    'dist/licenses.txt',
    'dist/messaging-cli.mjs',
    'dist/messaging-core.js',
    'dist/messaging-core.js.map',
    'dist/messaging-inline.js',
    'dist/messaging-polling.js',
    'dist/messaging-polling.js.map',
    'dist/messaging-styles.js',
    'dist/messaging-trace.js',
    'dist/messaging-trace.js.map',
    'dist/messaging-wasm2js.js',
    'dist/messaging.css',
    'dist/messaging.css.map',
    'dist/messaging.global.js',
    'dist/messaging.js',
    'dist/messaging.js.map',
    'dist/messaging.wasm',
    'dist/react.js',
    'dist/react.js.map',
    ...['conformance', 'index', 'postgres', 'sqlite'].map((name) => `dist/server/${name}.js`),
    'dist/strings/ar.js',
    'dist/strings/de.js',
    'dist/strings/es.js',
    'dist/strings/fr.js',
    'dist/testing/index.js',
    'package.json',
];

test('the tarball contains exactly the files that are to be shipped', () => {
    // The bundler decides which chunks the modules of the server share.
    const others = packed.files.filter(
        (name) => !/^(docs\/|dist\/(types\/|server\/shared-))/.test(name),
    );
    assert.deepEqual(others, shipped);
});

test('links in the tarball’s pages lead to files that are in it', async () => {
    const pages = packed.files.filter((name) => name.endsWith('.md'));
    assert.ok(pages.includes('docs/getting-started.md'));
    for (const page of pages) {
        const text = await readFile(path.join(projectFolder, page), 'utf8');
        for (const [, link = ''] of text.matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)) {
            // The elements' pictures would nearly double it; their page says that they are missing.
            if (/^(https?:|images\/elements\/)/.test(link)) continue;
            const target = path.posix.join(path.posix.dirname(page), link);
            assert.ok(packed.files.includes(target), `${page}: ${link}`);
        }
    }
});

test('the tarball contains only declarations that the public ones refer to', async () => {
    const types = packed.files.filter((name) => name.startsWith('dist/types/'));
    assert.ok(types.includes('dist/types/web/messaging.d.ts'));
    assert.ok(types.every((name) => name.endsWith('.d.ts')));
    // Internal declarations.
    for (const hidden of ['web/mirror.d.ts', 'bindings/storage.d.ts', 'web/engine.d.ts']) {
        assert.ok(!types.includes(`dist/types/${hidden}`), hidden);
    }
});

test('publint reports nothing', async () => {
    const buffer = await readFile(packed.tarball);
    const { messages, pkg } = await publint({
        strict: true,
        pack: { tarball: /** @type {ArrayBuffer} */ (Uint8Array.from(buffer).buffer) },
    });
    assert.deepEqual(
        messages.map((message) => formatMessage(message, pkg, { color: false })),
        [],
    );
});

test('every module resolution for ES modules finds the types', async () => {
    const assets = ['./elements.css', './messaging.css', './messaging.wasm'];
    const options = ['--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', ...assets];
    await runProgram(npmProgram('attw'), [packed.tarball, ...options]);
});
