/**
 * Brings the WebAssembly module. The bytes are fetched and compiled once per address; each core
 * gets an instance of its own, so that one that aborted leaves nothing behind.
 */
/// <reference path="./glue.d.ts" />
import glue from '../build/wasm/messaging-core.mjs';
import { createCore, type Instance } from './memory.ts';
import type { Core, CoreConfig } from './protocol.ts';

/** Rejects for a module that was built with another glue. */
const createInstance = glue as (from: { wasm: WebAssembly.Module }) => Promise<Instance>;

/** Where the module comes from instead of `messaging.wasm` beside this file. */
export interface WasmSource {
    url?: string | URL;
    binary?: ArrayBuffer | Uint8Array;
    module?: WebAssembly.Module;
}

/** What the module could not be loaded for; `code` is for programs, the message for people. */
export class LoadError extends Error {
    constructor(
        readonly code: 'unsupported' | 'http' | 'not_wasm' | 'refused',
        message: string,
    ) {
        super(message);
        this.name = 'LoadError';
    }
}

export type CreateCore = (config: CoreConfig) => Core;

// The build gives the hash of the file's content, so that an old copy in a cache is never taken.
declare const __MESSAGING_WASM_HASH__: string | undefined;
const wasmHash = typeof __MESSAGING_WASM_HASH__ === 'string' ? __MESSAGING_WASM_HASH__ : '';

const compiled = new Map<string, Promise<WebAssembly.Module>>();

function defaultUrl(): URL {
    // Bundlers look for exactly this expression.
    const url = new URL('./messaging.wasm', import.meta.url);
    if (wasmHash && url.protocol !== 'data:') url.searchParams.set('v', wasmHash);
    return url;
}

function isWasm(bytes: Uint8Array): boolean {
    return bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

function describe(bytes: Uint8Array): string {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
    return `${bytes.length} bytes that begin with ${first.join(' ') || 'nothing'}`;
}

async function compile(bytes: Uint8Array, origin: string): Promise<WebAssembly.Module> {
    if (!isWasm(bytes)) {
        throw new LoadError('not_wasm', `${origin} is not WebAssembly: ${describe(bytes)}`);
    }
    try {
        return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
    } catch (error) {
        throw new LoadError('refused', `${origin} was refused: ${error}`);
    }
}

async function fetchModule(url: string, cache: RequestCache): Promise<WebAssembly.Module> {
    const response = await fetch(url, { cache, credentials: 'same-origin' });
    if (!response.ok) throw new LoadError('http', `${url} was answered with ${response.status}`);
    return compile(new Uint8Array(await response.arrayBuffer()), url);
}

/** Single flight per address; a failure is forgotten, so that the next call tries again. */
function moduleFrom(url: string): Promise<WebAssembly.Module> {
    let pending = compiled.get(url);
    if (!pending) {
        pending = fetchModule(url, 'default');
        compiled.set(url, pending);
        pending.catch(() => compiled.delete(url));
    }
    return pending;
}

async function instantiate(module: WebAssembly.Module): Promise<CreateCore> {
    const instance = await createInstance({ wasm: module });
    return (config) => createCore(instance, config);
}

/** A module and this file that do not belong together: some cache kept one of them. */
async function instantiateFrom(url: string): Promise<CreateCore> {
    const module = await moduleFrom(url);
    try {
        return await instantiate(module);
    } catch {
        const fresh = fetchModule(url, 'reload');
        compiled.set(url, fresh);
        fresh.catch(() => compiled.delete(url));
        return instantiate(await fresh);
    }
}

/**
 * Loads the module, if that was not done before, and makes a fresh instance of it. Rejects with a
 * `LoadError`; a later call tries again.
 */
export async function loadCore(source: WasmSource = {}): Promise<CreateCore> {
    if (typeof WebAssembly !== 'object') {
        throw new LoadError('unsupported', 'WebAssembly is not available in this browser');
    }
    if (source.module) return instantiate(source.module);
    if (source.binary) {
        return instantiate(await compile(new Uint8Array(source.binary), 'wasm.binary'));
    }
    return instantiateFrom(source.url ? String(source.url) : defaultUrl().href);
}
