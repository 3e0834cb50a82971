// The build inserts the hash of the file's content, so that no cache yields an old copy.
declare const __MESSAGING_WASM_HASH__: string | undefined;
const wasmHash = typeof __MESSAGING_WASM_HASH__ === 'string' ? __MESSAGING_WASM_HASH__ : '';

/** Where `messaging.wasm` is unless the page says otherwise: beside this file. */
export function wasmUrl(): string {
    // Bundlers recognize exactly this expression.
    const { href } = new URL('./messaging.wasm', import.meta.url);
    return href.startsWith('data:') ? href : `${href}?v=${wasmHash}`;
}
