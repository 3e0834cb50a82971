// The server's part of dist/, for Node. Packages that an application has anyway, and the drivers of
// databases, are peers; all others are within, so that no version of them can be in the way.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { distFolder, projectFolder } from '../setup/paths.mjs';

/** The modules that the package exports. */
export const serverEntries = [
    { in: 'server/index.ts', out: 'index' },
    { in: 'server/sqlite.ts', out: 'sqlite' },
    { in: 'server/postgres.ts', out: 'postgres' },
    { in: 'server/store/conformance.ts', out: 'conformance' },
];

/** Where packages have their license; some have it at the end of what they say of themselves. */
const licenseFiles = ['LICENSE', 'LICENSE.md', 'license', 'license.md', 'README.md'];

/** The server for tests of pages. */
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
        // A class such as StoreUnavailable is the same one in all of them.
        splitting: true,
        chunkNames: 'shared-[hash]',
        platform: 'node',
        external: Object.keys(peerDependencies),
    });
    // Within pages there is nothing of Node, so what would import it fails here.
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
 * The licenses of the packages that are within, which want to be where their code is.
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
