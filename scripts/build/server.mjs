// The server's part of dist/, for Node. Packages that applications have anyway and database drivers
// are peer dependencies. All others are bundled, so that no other version can interfere.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { distFolder, projectFolder } from '../setup/paths.mjs';

/** The modules exported by the package. */
export const serverEntries = [
    { in: 'server/index.ts', out: 'index' },
    { in: 'server/sqlite.ts', out: 'sqlite' },
    { in: 'server/postgres.ts', out: 'postgres' },
    { in: 'server/store/conformance.ts', out: 'conformance' },
];

/** Where packages keep their license; some only at the end of their README. */
const licenseFiles = ['LICENSE', 'LICENSE.md', 'license', 'license.md', 'README.md'];

/** The server for testing pages. */
export const testingEntry = 'server/testing/index';

export async function bundleServer() {
    const { peerDependencies } = JSON.parse(
        readFileSync(path.join(projectFolder, 'package.json'), 'utf8'),
    );
    const outdir = path.join(distFolder, 'server');
    rmSync(outdir, { recursive: true, force: true });
    const common = commonOptions();
    const server = await build({
        ...common,
        entryPoints: serverEntries,
        outdir,
        // Classes such as StoreUnavailable must be the same in all entry points.
        splitting: true,
        chunkNames: 'shared-[hash]',
        platform: 'node',
        external: Object.keys(peerDependencies),
    });
    // Built for browsers, so that an import of a Node module fails here.
    const testing = await build({
        ...common,
        entryPoints: [`${testingEntry}.ts`],
        outfile: path.join(distFolder, 'testing/index.js'),
        platform: 'browser',
    });
    const inputs = [server, testing].flatMap(({ metafile }) => Object.keys(metafile.inputs));
    writeFileSync(path.join(distFolder, 'licenses.txt'), licensesOf(inputs));
}

function commonOptions() {
    return /** @type {const} */ ({
        absWorkingDir: projectFolder,
        bundle: true,
        format: 'esm',
        target: 'es2022',
        charset: 'utf8',
        logLevel: 'warning',
        metafile: true,
    });
}

/**
 * The licenses of bundled packages, which must accompany their code.
 * @param {readonly string[]} files
 */
export function licensesOf(files) {
    const folders = files.flatMap(
        (file) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
    );
    const texts = [...new Set(folders)].sort().map((folder) => {
        const names = licenseFiles.map((name) => path.join(folder, name));
        const found = names.find((name) => existsSync(path.join(projectFolder, name)));
        if (found === undefined) throw new Error(`${folder} has no license`);
        const text = readFileSync(path.join(projectFolder, found), 'utf8').trim();
        return `${folder.slice('node_modules/'.length)}\n\n${text}\n`;
    });
    return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
