// Emits the declarations of the published module with the TypeScript compiler.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder, projectFolder } from '../setup/paths.mjs';
import { run } from '../setup/processes.mjs';
import { serverEntries, testingEntry } from './server.mjs';

export async function emitTypes() {
    const languages = readdirSync(path.join(projectFolder, 'web/strings'));
    const entries = [
        ...['web/messaging', 'web/react', 'bindings/messaging-inline', 'web/elements/elements'],
        ...languages.map((name) => `web/strings/${path.basename(name, '.ts')}`),
    ];
    const nodeEntries = [
        ...serverEntries.map((entry) => entry.in.replace(/\.ts$/, '')),
        testingEntry,
    ];
    const types = path.join(distFolder, 'types');
    rmSync(types, { recursive: true, force: true });
    await declare(
        'tsconfig.json',
        [...sourcesOf(entries), ...ambientDeclarations('web', 'bindings')],
        types,
    );
    const serverFiles = [...sourcesOf(nodeEntries), ...ambientDeclarations('server')];
    await declare('tsconfig.node.json', serverFiles, types);
    nameBuiltFiles(types);
    keepOnlyReachable(
        types,
        [...entries, ...nodeEntries].map((name) => path.join(types, `${name}.d.ts`)),
    );
    // Without it TypeScript refuses `import 'messaging-wasm/messaging.css'`.
    writeFileSync(path.join(types, 'stylesheet.d.ts'), 'export {};\n');
}

/** @param {readonly string[]} entries */
const sourcesOf = (entries) => entries.map((name) => path.join(projectFolder, `${name}.ts`));

/**
 * @param {string} settings
 * @param {readonly string[]} files
 * @param {string} types
 */
async function declare(settings, files, types) {
    const config = path.join(distFolder, '.tsconfig.types.json');
    writeFileSync(
        config,
        JSON.stringify({
            extends: path.join(projectFolder, settings),
            compilerOptions: {
                noEmit: false,
                declaration: true,
                emitDeclarationOnly: true,
                stripInternal: true,
                rootDir: projectFolder,
                outDir: types,
            },
            include: [],
            files,
        }),
    );
    const compiler = path.join(projectFolder, 'node_modules/typescript/bin/tsc');
    try {
        await run(process.execPath, [compiler, '-p', config], { cwd: projectFolder });
    } finally {
        rmSync(config, { force: true });
    }
}

/**
 * Ambient declarations, such as those of the build's constants.
 * @param {readonly string[]} folders
 */
function ambientDeclarations(...folders) {
    return folders.flatMap((folder) => {
        const full = path.join(projectFolder, folder);
        if (!existsSync(full)) return [];
        return readdirSync(full)
            .filter((name) => name.endsWith('.d.ts'))
            .map((name) => path.join(full, name));
    });
}

/**
 * Sources import `./x.ts`, which does not exist next to declarations.
 * @param {string} folder
 */
function nameBuiltFiles(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        const text = readFileSync(file, 'utf8');
        writeFileSync(
            file,
            text.replace(/((?:from|import\()\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'),
        );
    }
}

/**
 * Removes declarations that the published ones never reference.
 * @param {string} folder
 * @param {readonly string[]} entries
 */
function keepOnlyReachable(folder, entries) {
    const reachable = new Set(entries);
    for (const file of reachable) {
        const text = readFileSync(file, 'utf8');
        for (const [, name] of text.matchAll(
            /(?:from|import|import\()\s*['"](\.[^'"]*)\.js['"]/g,
        )) {
            reachable.add(`${path.resolve(path.dirname(file), name ?? '')}.d.ts`);
        }
    }
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        if (entry.isFile() && !reachable.has(file)) rmSync(file);
    }
}
