/** What Emscripten makes of `bindings/*.cpp`; `loader.ts` says what it is. */
declare module '*/messaging-core.mjs' {
    const createModule: unknown;
    export default createModule;
}

/** The code itself, as bytes within the script that imports it. */
declare module '*/messaging-core.wasm' {
    const bytes: Uint8Array<ArrayBuffer>;
    export default bytes;
}

/** The same as JavaScript. */
declare module '*/messaging-core-wasm2js.mjs' {
    const instantiate: (imports: WebAssembly.Imports) => WebAssembly.Exports;
    export default instantiate;
}
