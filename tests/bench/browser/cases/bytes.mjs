// What is loaded, and what the WebAssembly module consists of.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sizesOf } from '../../../../scripts/build/sizes.mjs';
import { projectFolder } from '../../../e2e/support/test_pages.js';
import { digits } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { functionsOf } from '../wasm_sections.mjs';

const files = ['messaging.js', 'messaging-core.js', 'messaging.wasm'];
const shown = 16;
const build = path.join(projectFolder, 'build/wasm');

/** @returns {Promise<import('../run.mjs').Outcome>} */
export async function run() {
    const sizes = sizesOf();
    const rows = [...sizes].map(([name, { raw, gzip, brotli }]) => [
        name,
        ...[raw, gzip, brotli].map((bytes) => digits(bytes / 1024)),
    ]);
    const loaded = files.reduce((sum, name) => sum + (sizes.get(name)?.brotli ?? 0), 0);
    return {
        text: [
            table(['', 'raw, KB', 'gzip, KB', 'brotli, KB'], rows),
            table(['In messaging.wasm', 'bytes', 'share'], partsOf(linkWithNames())),
        ].join('\n\n'),
        checks: [
            { what: 'KB of brotli that a page loads', value: loaded / 1024, max: 60 },
            {
                what: 'KB of brotli that an import loads',
                value: (sizes.get('messaging.js')?.brotli ?? Number.NaN) / 1024,
                max: 6,
            },
        ],
    };
}

/** The module as it ships, but with the names of its functions. */
function linkWithNames() {
    const folder = mkdtempSync(path.join(tmpdir(), 'messaging-bytes-'));
    const commands = spawnSync('ninja', ['-t', 'commands', 'messaging-core.mjs'], { cwd: build });
    const link = String(commands.stdout)
        .split('\n')
        .findLast((line) => line.includes('-o messaging-core.mjs'));
    if (!link) throw new Error(`${build} has no command that links the module`);
    const named = link.replace('-o messaging-core.mjs', `-o ${folder}/named.mjs --profiling-funcs`);
    const { status, stderr } = spawnSync('sh', ['-c', named], { cwd: build });
    if (status !== 0) throw new Error(String(stderr));
    const module = readFileSync(path.join(folder, 'named.wasm'));
    rmSync(folder, { recursive: true });
    return module;
}

/** @param {Buffer} module @returns {string[][]} */
function partsOf(module) {
    const { functions, data } = functionsOf(module);
    const parts = new Map([['data', data]]);
    for (const { name, bytes } of functions) {
        const part = partOf(name);
        parts.set(part, (parts.get(part) ?? 0) + bytes);
    }
    const all = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    const sorted = [...parts].sort(([, a], [, b]) => b - a);
    const rest = sorted.slice(shown).reduce((sum, [, bytes]) => sum + bytes, 0);
    return [...sorted.slice(0, shown), ['the rest', rest]].map(([name, bytes]) => [
        String(name),
        String(bytes),
        `${digits((Number(bytes) / all) * 100)} %`,
    ]);
}

/** A class or namespace of ours or of the library's. @param {string} name */
function partOf(name) {
    const whole = name.replace(/\(anonymous namespace\)/g, '');
    const ours = /^(?:[\w:<>*& ]+ )?messaging::(?:json::)?(?:::)?(\w+)/.exec(whole);
    if (/__variant|std::__2::variant|__visitation/.test(whole)) return 'std::variant';
    if (ours) return `messaging::${ours[1]}`;
    const library = /std::__2::(\w+)/.exec(whole);
    return library ? `std::${library[1]}` : 'C library, allocator, glue';
}
