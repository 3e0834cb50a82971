/** The core as JavaScript, for use where WebAssembly is missing or refused. */
/// <reference path="./glue.d.ts" />
import instantiateNow from '../build/wasm/messaging-core-wasm2js.mjs';
import type { Instantiate } from './loader.ts';

export { build } from '../web/build_info.ts';

export const instantiate: Instantiate = async (imports) => ({ exports: instantiateNow(imports) });
