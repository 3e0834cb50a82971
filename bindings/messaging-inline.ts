/**
 * `messaging.wasm` as a script, for pages and tools that cannot serve the file. The option `wasm`
 * takes its whole namespace.
 */
/// <reference path="./glue.d.ts" />
import bytes from '../build/wasm/messaging-core.wasm';

export { build } from '../web/build_info.ts';

/** For the option `wasm`. */
export const binary: Uint8Array<ArrayBuffer> = bytes;
