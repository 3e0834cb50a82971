// Where Node takes the code of the core from, with the module as it ships.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { MessagingOptions } from '../../web/options.ts';
import { loadModule, type Module } from './browser.ts';

const file = readFileSync(new URL('../../dist/messaging.wasm', import.meta.url));

type Answer = { status?: number; type?: string; body: string | Uint8Array };
const good: Answer = { type: 'application/wasm', body: file };

let module: Module;
let files: Server;
let origin: string;
/** The answers for the next requests; the last one is repeated. */
let answers: Answer[];
let told: string[];
const systems: Array<InstanceType<Module['MessagingSystem']>> = [];

before(async () => {
    module = await loadModule();
    files = createServer((_request, response) => {
        const [{ status = 200, type = 'text/html', body } = good] = answers;
        if (answers.length > 1) answers.shift();
        response.writeHead(status, { 'Content-Type': type }).end(body);
    }).listen(0, '127.0.0.1');
    await once(files, 'listening');
    origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});
after(() => files.close());
beforeEach(() => {
    told = [];
});
afterEach(() => {
    for (const system of systems.splice(0)) system.destroy();
});

/** Starts a core; `told` records the warnings about its code. */
async function start(wasm: MessagingOptions['wasm']): Promise<void> {
    const { messagingSystem } = module.createMessaging({
        url: origin,
        storage: 'memory',
        toast: null,
        log: (level, message) => {
            if (level === 'warn') told.push(message);
        },
        ...(wasm && { wasm }),
    });
    systems.push(messagingSystem);
    await messagingSystem.ready;
}

test('a compiled module is used as it is', async (t) => {
    const compiled = await WebAssembly.compile(file);
    const compile = t.mock.method(WebAssembly, 'compile');
    await start({ module: compiled });
    assert.deepEqual([compile.mock.callCount(), told], [0, []]);
});

test('two cores of one module have an instance each', async (t) => {
    const compiled = await WebAssembly.compile(file);
    const instantiate = t.mock.method(WebAssembly, 'instantiate');
    await start({ module: compiled });
    await start({ module: compiled });
    assert.equal(instantiate.mock.callCount(), 2);
});

test('the bytes that a page gives are compiled once for all of its cores', async (t) => {
    const binary = new Uint8Array(file);
    const compile = t.mock.method(WebAssembly, 'compile');
    await start({ binary });
    await start({ binary });
    assert.deepEqual([compile.mock.callCount(), told], [1, []]);
});

for (const [type, name] of [
    ['application/wasm', 'compileStreaming'],
    ['text/plain', 'compile'],
] as const) {
    test(`a configured file that is served as ${type} is used`, async (t) => {
        const compile = t.mock.method(WebAssembly, name);
        answers = [{ type, body: file }];
        await start({ url: `${origin}/${name}.wasm` });
        assert.deepEqual([compile.mock.callCount(), told], [1, []]);
    });
}

test('a file is compiled at once in browsers that cannot compile a stream', async (t) => {
    const { compileStreaming } = WebAssembly;
    t.after(() => Object.assign(WebAssembly, { compileStreaming }));
    Object.assign(WebAssembly, { compileStreaming: undefined });
    answers = [good];
    await start({ url: `${origin}/whole.wasm` });
    assert.deepEqual(told, []);
});

test('where no WebAssembly may be instantiated, the core runs as JavaScript', async (t) => {
    const request = t.mock.method(globalThis, 'fetch');
    const { Instance } = WebAssembly;
    t.after(() => Object.assign(WebAssembly, { Instance }));
    class Refused {
        constructor() {
            throw new Error('refused');
        }
    }
    Object.assign(WebAssembly, { Instance: Refused });
    await start({ url: `${origin}/refused.wasm` });
    assert.equal(request.mock.callCount(), 0);
    assert.deepEqual(told, ['no WebAssembly: Error: refused']);
});

test('a file that a cache holds wrongly is requested again past the cache', async (t) => {
    const request = t.mock.method(globalThis, 'fetch');
    answers = [{ body: '<!doctype html>' }, good];
    await start({ url: `${origin}/cached.wasm` });
    const caches = request.mock.calls.map(({ arguments: [, init] }) => init?.cache);
    assert.deepEqual(caches, ['default', 'reload']);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /tried elsewhere: .*magic word/);
});

test('a file that is missing is replaced by the script, with one warning', async (t) => {
    const request = t.mock.method(globalThis, 'fetch');
    answers = [{ status: 404, type: 'application/wasm', body: file }];
    const url = `${origin}/missing.wasm`;
    await start({ url });
    await start({ url: new URL(url) });
    assert.equal(request.mock.callCount(), 2);
    assert.deepEqual(told, [`the core is tried elsewhere: Error: 404 for ${url}`]);
});

test('the files of two addresses are two modules', async () => {
    answers = [good];
    await start({ url: `${origin}/first.wasm` });
    answers = [{ status: 404, body: '' }];
    await start({ url: `${origin}/second.wasm` });
    assert.match(told[0] ?? '', /404 for .*second/);
});
