/** Runs the core in Node, from the bytes of `messaging.wasm`. */

import type { Instantiate } from '../bindings/loader.ts';
import { createCore, type Instance } from '../bindings/memory.ts';
import type { Core, CoreConfig } from '../bindings/protocol.ts';
import glue from '../build/wasm/messaging-core.mjs';

const createInstance = glue as (from: { code: Instantiate }) => Promise<Instance>;

/** Throws if the bytes are not a core, or one of another build. */
export async function coreFactory(bytes: Buffer): Promise<(config: CoreConfig) => Promise<Core>> {
    let module: WebAssembly.Module;
    try {
        module = await WebAssembly.compile(Uint8Array.from(bytes));
    } catch (error) {
        throw new Error(`the core is no WebAssembly: ${error}`);
    }
    const code: Instantiate = (imports) => WebAssembly.instantiate(module, imports);
    return async (config) => createCore(await createInstance({ code }), config);
}
