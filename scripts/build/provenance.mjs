// What the module says of its origin, in a custom section that no engine looks at.
import { execFileSync } from 'node:child_process';
import { projectFolder } from '../setup/paths.mjs';
import { inputs } from './stamp.mjs';

/**
 * The module with a section `build` such as `emscripten 3.1.69, 0a1b2c3`. The commit stands
 * there only where the sources are those of the commit.
 * @param {Buffer} wasm
 * @param {string} emscriptenVersion
 */
export function withProvenance(wasm, emscriptenVersion) {
    const commit = commitOfSources();
    const text = `emscripten ${emscriptenVersion}${commit && `, ${commit}`}`;
    const name = Buffer.from('build');
    const content = Buffer.concat([Buffer.of(name.length), name, Buffer.from(text)]);
    // Kind 0, and a length that fits into seven bits.
    if (content.length > 127) throw new Error(`too long for a section: ${text}`);
    return Buffer.concat([wasm, Buffer.of(0, content.length), content]);
}

/** Empty where there is no git, or where the sources differ from those of the last commit. */
function commitOfSources() {
    try {
        if (
            git('status', '--porcelain', '--', ...inputs.filter((name) => !/^build\//.test(name)))
        ) {
            return '';
        }
        return git('rev-parse', '--short=7', 'HEAD');
    } catch {
        return '';
    }
}

/** @param {readonly string[]} args */
function git(...args) {
    return execFileSync('git', args, {
        cwd: projectFolder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
}
