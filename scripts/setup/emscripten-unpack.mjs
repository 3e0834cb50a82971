// Unpacks Debian packages into an Emscripten that runs from its own folder. Its programs only use
// libraries of that folder, whatever the machine has.
import {
    closeSync,
    existsSync,
    mkdirSync,
    openSync,
    readdirSync,
    readSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { outputOf, run, SetupError, say } from './processes.mjs';

/** Prebuilt libraries that no build here links: threads, workers, graphics, tests. */
const leftOut = [
    './usr/share/doc/*',
    './usr/share/man/*',
    './usr/share/emscripten/test/*',
    '*/wasm32-emscripten/pic/*',
    '*/wasm32-emscripten/lto-pic/*',
    '*-mt.a',
    '*-mt-*.a',
    '*-ww.a',
    '*-ww-*.a',
    '*/libGL-*-*.a',
    '*/libwasmfs*.a',
];

/**
 * @param {readonly string[]} packages
 * @param {string} root an empty folder at its final place, as paths to it are written into programs
 */
export async function unpack(packages, root) {
    for (const link of ['bin', 'lib', 'lib64', 'sbin']) {
        mkdirSync(path.join(root, 'usr', link), { recursive: true });
        symlinkSync(`usr/${link}`, path.join(root, link));
    }
    const exclusions = leftOut.map((pattern) => `--exclude=${pattern}`);
    for (const [index, file] of packages.entries()) {
        say(`unpacking ${index + 1} of ${packages.length}: ${path.basename(file).split('_')[0]}`);
        const pipeline = 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink';
        const command = ['-o', 'pipefail', '-c', `${pipeline} "\${@:3}"`, 'unpack', file, root];
        await run('bash', [...command, ...exclusions]);
    }
    // Node looks for modules next to Emscripten's scripts; Debian installs them elsewhere.
    symlinkSync('nodejs', path.join(root, 'usr/share/node_modules'));
    await relocate(root);
    writeConfiguration(root);
    checkLibraries(root);
}

/** @param {string} root */
async function relocate(root) {
    const libraries = libraryFolder(root);
    const llvm = path.join(root, 'usr/lib/llvm-19');
    const interpreter = interpreterOf(root);
    const searched = [libraries, path.join(llvm, 'lib')].join(':');
    // patchelf itself is one of the programs that cannot find their libraries yet.
    const patchelf = [
        interpreter,
        '--library-path',
        libraries,
        path.join(root, 'usr/bin/patchelf'),
    ];
    const [program = '', ...prefix] = patchelf;

    const shared = [libraries, path.join(llvm, 'lib')]
        .flatMap(programsIn)
        .filter((file) => /lib(LLVM|clang)[^/]*\.so/.test(path.basename(file)));
    await run(program, [...prefix, '--remove-rpath', ...shared]);

    const programs = [path.join(llvm, 'bin'), path.join(root, 'usr/bin')]
        .flatMap(programsIn)
        .filter((file) => path.basename(file) !== 'patchelf');
    say(`making ${programs.length} programs use their own libraries`);
    const settings = ['--set-interpreter', interpreter, '--force-rpath', '--set-rpath', searched];
    await run(program, [...prefix, ...settings, ...programs]);
}

/** @param {string} root */
function libraryFolder(root) {
    const triplet = readdirSync(path.join(root, 'usr/lib')).find((name) => /-linux-gnu/.test(name));
    if (!triplet) throw new SetupError(`${root} has no C library.`);
    return path.join(root, 'usr/lib', triplet);
}

/** @param {string} root */
function interpreterOf(root) {
    for (const folder of [libraryFolder(root), path.join(root, 'usr/lib')]) {
        const name = readdirSync(folder).find((entry) => /^ld-linux.*\.so\.\d+$/.test(entry));
        if (name) return path.join(folder, name);
    }
    throw new SetupError(`${root} has no dynamic linker.`);
}

/** @param {string} folder @returns {string[]} the ELF files of the folder that are not links */
function programsIn(folder) {
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(folder, entry.name))
        .filter(isElf);
}

/** @param {string} file */
function isElf(file) {
    const start = Buffer.alloc(4);
    const handle = openSync(file, 'r');
    readSync(handle, start, 0, 4, 0);
    closeSync(handle);
    return start.toString('latin1') === '\x7fELF';
}

/** @param {string} root */
function writeConfiguration(root) {
    const folder = path.join(root, 'usr/share/emscripten');
    const settings = {
        LLVM_ROOT: path.join(root, 'usr/lib/llvm-19/bin'),
        BINARYEN_ROOT: path.join(root, 'usr'),
        NODE_JS: 'node',
        CACHE: path.join(folder, 'cache'),
    };
    const lines = Object.entries(settings).map(
        ([name, value]) => `${name} = ${JSON.stringify(value)}`,
    );
    // All system libraries are prebuilt, and several builds may read them at once.
    lines.push('FROZEN_CACHE = True', '');
    writeFileSync(path.join(folder, '.emscripten'), lines.join('\n'));
}

/** @param {string} root fails if a program would use a library of the machine, or lacks one */
function checkLibraries(root) {
    for (const name of [
        'usr/lib/llvm-19/bin/clang',
        'usr/lib/llvm-19/bin/wasm-ld',
        'usr/bin/wasm-opt',
    ]) {
        const file = path.join(root, name);
        const environment = { ...process.env, LD_TRACE_LOADED_OBJECTS: '1', LD_LIBRARY_PATH: '' };
        const listed = existsSync(file) ? outputOf(file, [], { env: environment }) : undefined;
        const foreign = (listed ?? 'not runnable => none')
            .split('\n')
            .filter((line) => line.includes('=>') && !line.includes(`=> ${root}/`));
        if (foreign.length > 0) {
            throw new SetupError(`${file} does not find its own libraries:\n${foreign.join('\n')}`);
        }
    }
}
