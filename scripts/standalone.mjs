// `node scripts/standalone.mjs FOLDER`: the reference server with all it needs, for a machine or
// container that has only Node. `node server/main.js` in FOLDER starts it; the other programs there
// change accounts.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDist } from './build.mjs';
import { distFolder, projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';

const programs = ['main', 'add_account', 'set_password', 'remove_account'];

/** What pages load; the rest of dist/ is for applications with their own server. */
const served = /^(pages|strings|licenses\.txt)$|\.(css|js|map|wasm)$/;

/** Bundled CommonJS packages load Node's modules with `require`. */
const banner = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/** @param {string} folder */
export async function writeStandalone(folder) {
    await buildDist();
    // These need npm packages, which the line above installs.
    const { build } = await import('esbuild');
    const { licensesOf } = await import('./build/server.mjs');
    if (existsSync(folder)) throw new SetupError(`${folder} exists already.`);
    mkdirSync(folder, { recursive: true });
    const { metafile } = await build({
        absWorkingDir: projectFolder,
        entryPoints: programs.map((name) => `server/${name}.ts`),
        outdir: path.join(folder, 'server'),
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        charset: 'utf8',
        logLevel: 'warning',
        metafile: true,
        banner: { js: banner },
        // SQLite is native code, so it stays a package; `pg` works without its native part.
        external: ['libsql', 'pg-native'],
    });
    copyPackage('libsql', projectFolder, path.join(folder, 'node_modules'));
    cpSync(distFolder, path.join(folder, 'dist'), {
        recursive: true,
        filter(source) {
            const [top = ''] = path.relative(distFolder, source).split(path.sep);
            return top === '' || served.test(top);
        },
    });
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
    writeFileSync(path.join(folder, 'licenses.txt'), licensesOf(Object.keys(metafile.inputs)));
}

/**
 * Copies a package and its installed dependencies; those for other systems are not installed.
 * @param {string} name
 * @param {string} from the folder of the package that depends on it
 * @param {string} modules
 */
function copyPackage(name, from, modules) {
    const source = [from, projectFolder]
        .map((folder) => path.join(folder, 'node_modules', name))
        .find((folder) => existsSync(folder));
    const target = path.join(modules, name);
    if (source === undefined || existsSync(target)) return;
    cpSync(source, target, { recursive: true });
    const { dependencies, optionalDependencies } = JSON.parse(
        readFileSync(path.join(source, 'package.json'), 'utf8'),
    );
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) {
        copyPackage(other, source, modules);
    }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    await runMain(async () => {
        const [folder] = process.argv.slice(2);
        if (folder === undefined)
            throw new SetupError('Say where: node scripts/standalone.mjs FOLDER');
        await writeStandalone(path.resolve(folder));
        console.log(`Start it by: cd ${folder} && NODE_ENV=production node server/main.js`);
    });
}
