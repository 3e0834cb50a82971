// The published declarations: pages compile against them, and every public name is documented.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { filesBelow, npmProgram } from '../../scripts/test/lint.mjs';
import { samplesOf } from '../support/doc_samples.mjs';
import { consumerFolder } from './consumer.mjs';
import { runProgram } from './pack.mjs';
import { publicNames, undocumented } from './undocumented.mjs';

const types = path.join(projectFolder, 'dist/types');
/** @param {string} file */
const read = (file) => readFileSync(file, 'utf8');

test('pages compile against the types of events, options and calls, mistakes do not', async () => {
    await runProgram(npmProgram('tsc'), ['-p', 'tests/types']);
});

test('every public name and its members are documented', () => {
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

const app = `
import 'messaging-wasm/elements.css';
import 'messaging-wasm/messaging.css';
import type { SelectDetail } from 'messaging-wasm/elements';
import { useConversations, useDraft, useMessages, useTyping } from 'messaging-wasm/react';
const open = ({ detail }: CustomEvent<SelectDetail>) => console.log(detail.conversationId);
export function useChosen(chosen: { id: string } | null, userId?: string) {
    const lists = [useConversations(userId), useMessages(chosen?.id ?? null).messages];
    return [lists, useTyping(chosen?.id).userIds, useDraft(chosen?.id).draft];
}
export const page = (
    <main>
        <messaging-inbox className="wide" selected="a" {...{ 'onmessaging:select': open }} />
        <messaging-thread conversationId="a" ref={(thread) => thread?.focus()} />
        <messaging-typing conversationId={['a'].find((id) => id === 'b')} />
        {/* @ts-expect-error: there is no such property. */}
        <messaging-status conversation="a" />
        {/* @ts-expect-error: there is no such element. */}
        <messaging-chat />
    </main>
);
`;

test('samples of docs/ compile in strict TypeScript, as do elements in JSX', async (t) => {
    const packages = ['@types/react', 'csstype'].map((name) => [name, name]);
    const { folder, remove } = await consumerFolder(Object.fromEntries(packages));
    t.after(() => remove());
    const samples = new Map([...samplesOf('docs/elements.md'), ...samplesOf('docs/migration.md')]);
    const files = ['messaging-jsx.ts', 'page.js', 'german.js', 'events.js'].map((name) => [
        name.replace('.js', '.ts'),
        (samples.get(name) ?? '').replace('./messaging.js', 'messaging-wasm'),
    ]);
    for (const [name = '', text = ''] of [...files, ['app.tsx', app]]) {
        await writeFile(path.join(folder, name), text);
    }
    const names = [...files.map(([name = '']) => name), 'app.tsx'];
    const options = '--strict --noEmit --jsx react-jsx --types react --module esnext';
    const resolution = '--moduleResolution bundler --target es2022 --ignoreConfig';
    const checks = '--exactOptionalPropertyTypes --noUncheckedSideEffectImports';
    const args = [...[options, resolution, checks].flatMap((each) => each.split(' ')), ...names];
    await runProgram(npmProgram('tsc'), args, folder);
});

test('declarations refer to no packages but React, Socket.IO and Node', () => {
    const texts = filesBelow('dist/types', /\.d\.ts$/).map((file) =>
        read(path.join(projectFolder, file)),
    );
    const names = texts.flatMap((text) =>
        [...text.matchAll(/(?:from |import\()'([^.'][^']*)'/g)].map(([, name = '']) => name),
    );
    const others = names.filter((name) => !/^node:/.test(name));
    assert.deepEqual([...new Set(others)].sort(), ['react', 'socket.io']);
});

test('an undocumented name and an undocumented member are found', () => {
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
