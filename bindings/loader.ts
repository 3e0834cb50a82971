/**
 * Loads the code of the core: WebAssembly from where the page says, else from beside this file,
 * else from a script that contains it, else the same code as JavaScript. It is loaded once; each
 * core gets an instance of its own, so that one that aborted leaves nothing behind.
 */
/// <reference path="./glue.d.ts" />
import glue from '../build/wasm/messaging-core.mjs';
import { build, isOneFile } from '../web/build_info.ts';
import { createCore, type Instance } from './memory.ts';
import type { Core, CoreConfig } from './protocol.ts';
import { wasmUrl } from './wasm_url.ts';

/** Makes an instance of the code, in whatever form it is. */
export type Instantiate = (imports: WebAssembly.Imports) => Promise<WebAssembly.Instance>;

/** Rejects if the code was built with other glue. */
const createInstance = glue as (from: { code: Instantiate }) => Promise<Instance>;

/** Where the code comes from instead of `messaging.wasm` beside this file. */
export interface WasmSource {
    /** Where to fetch `messaging.wasm`; if that fails, the usual places are tried. */
    url?: string | URL;
    /** The content of `messaging.wasm`. */
    binary?: ArrayBuffer | Uint8Array;
    /** The compiled module, if the page already has it. */
    module?: WebAssembly.Module;
}

export type CreateCore = (config: CoreConfig) => Core;

type Log = (message: string) => void;
/** The response for `wasmUrl`, if it was requested already. */
export type Early = Promise<Response | Error> | undefined;
type Way = () => Promise<Instantiate>;

interface Loaded {
    code: Instantiate;
    /** The instance that the code was tested with, until it is taken. */
    first: Instance | null;
}

const loads = new Map<unknown, Promise<Loaded>>();
const told = new Set<string>();

const fromModule =
    (module: WebAssembly.Module): Instantiate =>
    (imports) =>
        WebAssembly.instantiate(module, imports);

async function fromBytes(bytes: BufferSource): Promise<Instantiate> {
    return fromModule(await WebAssembly.compile(bytes));
}

/** Anything that is not WebAssembly is refused with a reason, whatever its Content-Type. */
async function fromResponse(response: Response | Error): Promise<Instantiate> {
    if (response instanceof Error) throw response;
    if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
    const streams = response.headers.get('Content-Type') === 'application/wasm';
    return streams && WebAssembly.compileStreaming
        ? fromModule(await WebAssembly.compileStreaming(response))
        : fromBytes(await response.arrayBuffer());
}

const fromUrl = async (url: string, cache: RequestCache) =>
    fromResponse(await fetch(url, { cache }));

/** A cache may hold the file of another build. */
function ofThisBuild<Part extends { build: string }>(part: Part): Part {
    if (part.build !== build) throw new Error(`build ${part.build}`);
    return part;
}

const fromScript: Way = async () =>
    fromBytes(ofThisBuild(await import('./messaging-inline.js')).binary);

const withoutWasm: Way = async () =>
    ofThisBuild(await import('./messaging-wasm2js.js')).instantiate;

/** The ways to get the code, best first. */
function waysTo({ module, binary, url }: WasmSource, early: Early, tell: Log): Way[] {
    try {
        // An empty module shows whether browser and policy allow any.
        const code = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
        // WebKit compiles what the policy forbids, and refuses to instantiate it.
        new WebAssembly.Instance(new WebAssembly.Module(code));
    } catch (fault) {
        tell(`no WebAssembly: ${fault}`);
        return [withoutWasm];
    }
    const ways: Way[] = [fromScript, withoutWasm];
    // If this is itself a file, as in Node, nothing beside it can be fetched.
    const isFile = import.meta.url?.startsWith('file:');
    const addresses = isOneFile || isFile ? [] : [wasmUrl];
    if (url) addresses.push(() => String(url));
    for (const address of addresses) {
        ways.unshift(
            async () =>
                early && address === wasmUrl
                    ? fromResponse(await early)
                    : fromUrl(address(), 'default'),
            // A cache may hold something that does not belong to this file.
            async () => fromUrl(address(), 'reload'),
        );
    }
    if (binary) ways.unshift(() => fromBytes(binary as BufferSource));
    if (module) ways.unshift(async () => fromModule(module));
    return ways;
}

async function load(source: WasmSource, early: Early, log: Log): Promise<Loaded> {
    const faults: unknown[] = [];
    const tell = (says: string) => {
        if (!told.has(says)) log(says);
        told.add(says);
    };
    for (const way of waysTo(source, early, tell)) {
        try {
            const code = await way();
            return { code, first: await createInstance({ code }) };
        } catch (fault) {
            faults.push(fault);
            tell(`the core is tried elsewhere: ${fault}`);
        }
    }
    throw new Error(faults.join('; '));
}

/**
 * Loads the code, unless that was done before, and makes a fresh instance of it. Each way that
 * fails is reported once. Rejects if all fail; a later call tries them again.
 */
export async function loadCore(
    source: WasmSource = {},
    early: Early,
    log: Log,
): Promise<CreateCore> {
    const key = source.module ?? source.binary ?? String(source.url);
    let pending = loads.get(key);
    if (!pending) {
        pending = load(source, early, log);
        loads.set(key, pending);
        pending.catch(() => loads.delete(key));
    }
    const loaded = await pending;
    const taken = loaded.first;
    loaded.first = null;
    const instance = taken ?? (await createInstance({ code: loaded.code }));
    return (config) => createCore(instance, config);
}
