// What the published declarations say: that pages compile against them, and that no name of theirs
// is without a word.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { filesBelow, npmProgram } from '../../scripts/test/lint.mjs';
import { runProgram } from './pack.mjs';
import { publicNames, undocumented } from './undocumented.mjs';

const types = path.join(projectFolder, 'dist/types');
/** @param {string} file */
const read = (file) => readFileSync(file, 'utf8');

test('events, options and calls are typed as pages need them, and mistakes are found', async () => {
    await runProgram(npmProgram('tsc'), ['-p', 'tests/types']);
});

test('every public name and its members have a word of documentation', () => {
    const names = publicNames(read(path.join(types, 'web/messaging.d.ts')), (module) =>
        read(path.join(types, 'web', module)),
    );
    assert.ok(names.includes('MessagingSystem') && names.includes('StateDetail'), String(names));
    const files = filesBelow('dist/types', /\.d\.ts$/);
    const faults = files.flatMap((file) =>
        undocumented(read(path.join(projectFolder, file)), names).map((line) => `${file}: ${line}`),
    );
    assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
});

test('declarations name no packages but those that have their own, React and Node', () => {
    const texts = filesBelow('dist/types', /\.d\.ts$/).map((file) =>
        read(path.join(projectFolder, file)),
    );
    const names = texts.flatMap((text) =>
        [...text.matchAll(/(?:from |import\()'([^.'][^']*)'/g)].map(([, name = '']) => name),
    );
    const others = names.filter((name) => !/^node:/.test(name));
    assert.deepEqual([...new Set(others)].sort(), ['react', 'socket.io']);
});

test('a name and a member without a word are found', () => {
    const text = `export interface Known {
    bare: string;
    /** A word. */
    told: string;
}
/** A word. */
export type Word = 'a';
interface Unknown {
    bare: string;
}`;
    assert.deepEqual(undocumented(text, ['Known', 'Word']), [
        'export interface Known {',
        'bare: string;',
    ]);
});
