/** What Emscripten generates from `bindings/*.cpp`; `loader.ts` says what it is. */
declare module '*/messaging-core.mjs' {
    const createModule: unknown;
    export default createModule;
}

/** The code itself, as bytes inside the script that imports it. */
declare module '*/messaging-core.wasm' {
    const bytes: Uint8Array<ArrayBuffer>;
    export default bytes;
}

/** The same code as JavaScript. */
declare module '*/messaging-core-wasm2js.mjs' {
    const instantiate: (imports: WebAssembly.Imports) => WebAssembly.Exports;
    export default instantiate;
}
