// Provides this project's Emscripten version (emsdk-version.txt), from the first of: an `emcc` of
// that version, from an activated emsdk or on the PATH; a copy in the cache folder; on Debian 12,
// the packages of Debian 13, run from the cache folder without touching the system.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { osRelease } from './debian-source.mjs';
import { downloadPackages } from './emscripten-download.mjs';
import { unpack } from './emscripten-unpack.mjs';
import { withLock } from './lock.mjs';
import { projectFolder } from './paths.mjs';
import { outputOf, SetupError, say } from './processes.mjs';

/** Change this when unpacked copies must be recreated although the version is the same. */
const layoutRevision = '1';

export const emscriptenVersion = readFileSync(
    path.join(projectFolder, 'emsdk-version.txt'),
    'utf8',
).trim();

/**
 * Makes Emscripten usable and tells CMake where it is (build/emscripten-toolchain.cmake).
 * @returns {Promise<string>} the folder that contains emcc
 */
export async function setUpEmscripten() {
    const folder = installedEmscripten() ?? (await cachedEmscripten());
    const included = path.join(folder, 'cmake/Modules/Platform/Emscripten.cmake');
    if (!existsSync(included)) {
        throw new SetupError(`The Emscripten in ${folder} lacks its CMake toolchain: ${included}`);
    }
    const toolchain = path.join(projectFolder, 'build/emscripten-toolchain.cmake');
    const text = `include("${included}")\n`;
    if (!existsSync(toolchain) || readFileSync(toolchain, 'utf8') !== text) {
        mkdirSync(path.dirname(toolchain), { recursive: true });
        writeFileSync(toolchain, text);
    }
    return folder;
}

/** @returns {string | undefined} the folder of an installed emcc of the required version */
function installedEmscripten() {
    const emsdk = process.env.EMSDK;
    const folders = (process.env.PATH ?? '').split(path.delimiter);
    if (emsdk) folders.unshift(path.join(emsdk, 'upstream/emscripten'));
    for (const folder of folders) {
        const emcc = path.join(folder, 'emcc');
        if (!existsSync(emcc)) continue;
        const found = versionOf(emcc);
        if (found === emscriptenVersion) return path.dirname(realpathSync(emcc));
        say(`${emcc} is Emscripten ${found ?? 'of unknown version'}, not ${emscriptenVersion}`);
    }
    return undefined;
}

/** @param {string} emcc */
function versionOf(emcc) {
    const text = outputOf(emcc, ['--version']) ?? '';
    return /^emcc \(.*?\) (\d+\.\d+\.\d+)(?![.\d])/.exec(text)?.[1];
}

/** @returns {Promise<string>} */
async function cachedEmscripten() {
    const caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
    const root = path.join(caches, 'messaging-wasm', `emscripten-${emscriptenVersion}`);
    const folder = path.join(root, 'usr/share/emscripten');
    // A stray setting for another Emscripten would take precedence over the copy's own.
    delete process.env.EM_CONFIG;
    if (isComplete(root)) return folder;
    requireDebian12();
    await withLock(`${root}.lock`, async () => {
        if (!isComplete(root)) await bringCopy(root, path.join(folder, 'emcc'));
    });
    return folder;
}

/** @param {string} root */
function isComplete(root) {
    const stamp = path.join(root, 'complete');
    return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampText(root);
}

/** @param {string} root part of the stamp, since the copy only works in this place */
function stampText(root) {
    return `${emscriptenVersion} layout ${layoutRevision} at ${root}\n`;
}

/**
 * @param {string} root
 * @param {string} emcc
 */
async function bringCopy(root, emcc) {
    say(`Emscripten ${emscriptenVersion} is missing.`);
    say(`Its Debian packages will be downloaded (325 MB) and unpacked (620 MB) into ${root}`);
    const parts = `${root}.download`;
    const packages = await downloadPackages(parts, emscriptenVersion);
    // Programs are patched in place, so an interrupted set-up is unpacked again.
    rmSync(root, { recursive: true, force: true });
    await unpack(packages, root);
    const found = versionOf(emcc);
    if (found !== emscriptenVersion) {
        throw new SetupError(`${emcc} says it is Emscripten ${found ?? '(it does not start)'}.`);
    }
    writeFileSync(path.join(root, 'complete'), stampText(root));
    rmSync(parts, { recursive: true, force: true });
    say(`Emscripten ${emscriptenVersion} is ready.`);
}

function requireDebian12() {
    const { ID, VERSION_ID, PRETTY_NAME } = osRelease();
    const missing = ['apt-get', 'dpkg-deb', 'tar', 'python3'].filter(
        (program) => outputOf('which', [program]) === undefined,
    );
    if (ID === 'debian' && VERSION_ID === '12' && missing.length === 0) return;
    const reason =
        missing.length > 0
            ? `the programs ${missing.join(', ')} are missing`
            : `this is ${PRETTY_NAME ?? process.platform}, not Debian 12`;
    throw new SetupError(
        `Emscripten ${emscriptenVersion} is missing, and it cannot be fetched here: ${reason}.\n` +
            `Install it with emsdk ("emsdk install ${emscriptenVersion}", then "emsdk activate ` +
            `${emscriptenVersion}" and "source emsdk_env.sh"), or on Debian 13 with ` +
            `"apt-get install emscripten", and run this command again.`,
    );
}
