/** What Emscripten makes of `bindings/*.cpp`; `loader.ts` says what it is. */
declare module '*/messaging-core.mjs' {
    const createModule: unknown;
    export default createModule;
}
