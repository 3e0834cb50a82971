// Everything that ships works in the oldest supported browsers (README, "Browsers") according to
// MDN's data, and each part of the check finds what is too new.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { distFolder } from '../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { faultsOfBuiltIns, namesDefinedIn } from './built_ins.mjs';
import { faultsOfList, permitted } from './permitted.mjs';
import { read } from './script.mjs';
import { faultsOfStyles } from './style_sheet.mjs';
import { entry, lacking } from './support.mjs';
import { faultsOfSyntax } from './syntax.mjs';
import { assemble, permittedFeatures, validate } from './wasm.mjs';

const names = ['', 'strings'].flatMap((folder) =>
    readdirSync(path.join(distFolder, folder)).map((name) => path.join(folder, name)),
);
/** @param {string} name */
const shipped = (name) => readFileSync(path.join(distFolder, name), 'utf8');

/** @param {string} name @param {readonly import('./script.mjs').Fault[]} faults */
const told = (name, faults) =>
    faults.map(({ use, at, lacking: without }) => `${name}:${at}: ${use}: not in ${without}`);

/** @param {readonly import('./script.mjs').Fault[]} faults */
const uses = (faults) => [...new Set(faults.map(({ use }) => use))];

const scripts = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, program: read(shipped(name)) }));
const ownNames = new Set(scripts.flatMap(({ program }) => namesDefinedIn(program)));
const found = [
    ...scripts.map(({ name, program }) => ({ name, faults: faultsOfBuiltIns(program, ownNames) })),
    ...names
        .filter((name) => name.endsWith('.css'))
        .map((name) => ({ name, faults: faultsOfStyles(shipped(name)) })),
];

test('the scripts use only syntax that all supported browsers have', () => {
    assert.ok(scripts.length >= 5);
    const faults = scripts.flatMap(({ name, program }) => told(name, faultsOfSyntax(program)));
    assert.deepEqual(faults, []);
});

test('scripts and styles use only features that all browsers have or that are permitted', () => {
    const known = new Set(permitted.map(({ use }) => use));
    const faults = found.flatMap(({ name, faults: all }) =>
        told(
            name,
            all.filter(({ use }) => !known.has(use)),
        ),
    );
    assert.deepEqual(faults, []);
});

test('every permitted feature is still used, and its reason is where the list says', () => {
    const used = new Set(found.flatMap(({ faults }) => uses(faults)));
    assert.deepEqual(faultsOfList(permitted, used), []);
});

test('the module needs only WebAssembly features that all browsers have', async () => {
    await validate(path.join(distFolder, 'messaging.wasm'));
});

test('the scripts that embed the module embed the validated one', () => {
    const module = readFileSync(path.join(distFolder, 'messaging.wasm')).toString('base64');
    for (const name of ['messaging-inline.js', 'messaging.global.js']) {
        assert.ok(shipped(name).includes(module.replace(/=+$/, '')), name);
    }
});

test('syntax that is too new is found', () => {
    for (const code of [
        'class A { #a = 1 }',
        'class A { a = 1 }',
        'class A { #a() {} }',
        'class A { static { f() } }',
        'class A { #a; static f(b) { return #a in b } }',
        'await f()',
        '/a/d',
        '/a/v',
        'import a from "a" with { type: "json" }',
    ]) {
        assert.throws(() => read(code), SyntaxError, code);
    }
    for (const code of ['/(?<=a)b/', 'export * as a from "a"']) {
        assert.equal(faultsOfSyntax(read(code)).length, 1, code);
    }
});

test('syntax that all browsers have passes', () => {
    const code = `a ||= b ??= c?.d ?? 1_000 ** 2; try { async () => await import('a') } catch {}
        const { e, ...f } = { ...g, h: 10n, i: /(?<j>\\p{L})/su }; k = import.meta;`;
    assert.deepEqual(faultsOfSyntax(read(code)), []);
});

test('features of the rejected editions are each missing in some browser', () => {
    for (const path of [
        'classes.public_class_fields',
        'classes.private_class_fields',
        'classes.private_class_methods',
        'classes.static.initialization_blocks',
        'operators.await.top_level',
        'builtins.RegExp.hasIndices',
    ]) {
        const node = entry(`javascript.${path}`);
        assert.ok(node && lacking([node]).length > 0, path);
    }
});

/** @type {readonly [code: string, use: string][]} */
const tooNew = [
    ['[].at(-1)', '.at'],
    ['a.b.findLast(c)', '.findLast'],
    ['const { at } = []', '.at'],
    ['Object.hasOwn(a, "b")', 'Object.hasOwn'],
    ['structuredClone({})', 'structuredClone'],
    ['window.structuredClone({})', 'structuredClone'],
    ['AbortSignal.timeout(1)', 'AbortSignal.timeout'],
    ['AbortSignal["any"]([])', 'AbortSignal.any'],
    ['globalThis.navigator?.locks', 'navigator.locks'],
    ['new BroadcastChannel("a")', 'BroadcastChannel'],
    ['new WeakRef({})', 'WeakRef'],
    ['new CSSStyleSheet()', 'new CSSStyleSheet'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['new TextEncoder().encodeInto("", a)', '.encodeInto'],
    ['WebAssembly.compileStreaming(a)', 'WebAssembly.compileStreaming'],
    ['a.addEventListener("b", c, { signal })', 'addEventListener {signal}'],
    ['fetch("a", { priority: "low" })', 'fetch {priority}'],
    ['fetch("a", { keepalive: true })', 'fetch {keepalive}'],
    ['new Error("a", { cause: b })', 'Error {cause}'],
    ['a.addEventListener("scrollend", b)', 'event scrollend'],
    ['process.exit()', 'process'],
];

test('a built-in that is too new is found', () => {
    for (const [code, use] of tooNew) {
        const told = uses(faultsOfBuiltIns(read(code)));
        assert.ok(told.includes(use), `${code}: ${told}`);
    }
});

test('built-ins that all browsers have pass, as do names that the scripts define', () => {
    const code = `Promise.any([]); 'a'.replaceAll('a', 'b'); Promise.allSettled([]); undefined;
        new URLSearchParams(); new AbortController().abort(); globalThis.page?.own; NaN;
        fetch('a', { signal, body: '' }); a.at; const structuredClone = 1; structuredClone;`;
    assert.deepEqual(uses(faultsOfBuiltIns(read(code), new Set(['at']))), ['signal', 'a']);
    const defined = namesDefinedIn(read('class A { b() { this.c = { d: e.f } } }'));
    assert.deepEqual(defined.sort(), ['b', 'c', 'd']);
});

test('styles that are too new are found, unless @supports tests for them', () => {
    for (const [css, use] of /** @type {const} */ ([
        ['a { inset-inline-start: 0 }', 'properties.inset-inline-start'],
        ['a { overflow-wrap: anywhere }', 'properties.overflow-wrap.anywhere'],
        ['a { color: color-mix(in srgb, red, blue) }', 'types.color.color-mix'],
        ['a:has(b) { color: red }', 'selectors.has'],
        ['@layer a { b { color: red } }', 'at-rules.layer'],
        ['@media (prefers-contrast: more) { a { color: red } }', 'at-rules.media.prefers-contrast'],
    ])) {
        assert.deepEqual(uses(faultsOfStyles(css)), [use], css);
    }
    const tested = '@supports (inset: 0) { a { inset: 0 } }';
    assert.deepEqual(faultsOfStyles(tested), []);
    assert.equal(faultsOfStyles(`${tested} a { inset: 0 }`).length, 1);
    assert.throws(() => faultsOfStyles('a { color }'));
});

test('a permitted entry that is unused, or whose reason is gone, is found', () => {
    const entry = { use: 'a', why: '', file: 'package.json', text: 'no such text' };
    assert.match(faultsOfList([entry], new Set())[0] ?? '', /used no more/);
    assert.match(faultsOfList([entry], new Set(['a']))[0] ?? '', /has no/);
    assert.deepEqual(faultsOfList([{ ...entry, text: '"name"' }], new Set(['a'])), []);
});

/** @type {Readonly<Record<string, string>>} */
const modules = {
    'sign-ext': '(func (param i32) (result i32) (i32.extend8_s (local.get 0)))',
    'bulk-memory': '(memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 0)))',
    'nontrapping-float-to-int':
        '(func (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0)))',
    simd: '(func (param v128) (result v128) (local.get 0))',
    threads: '(memory 1 1 shared)',
    multivalue: '(func (result i32 i32) (tuple.make 2 (i32.const 0) (i32.const 0)))',
};

test('a module that needs a feature which some browser lacks is rejected', async () => {
    assert.deepEqual(permittedFeatures, ['multivalue']);
    const { folder, remove } = await temporaryFolder('messaging-level-');
    try {
        for (const [feature, text] of Object.entries(modules)) {
            const file = path.join(folder, feature);
            await writeFile(`${file}.wat`, `(module ${text})`);
            await assemble(`${file}.wat`, `${file}.wasm`);
            const validation = validate(`${file}.wasm`);
            if (permittedFeatures.includes(feature)) await validation;
            else await assert.rejects(validation, /error/, feature);
        }
    } finally {
        await remove();
    }
});
