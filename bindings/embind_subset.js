// The part of Embind's JavaScript runtime that functions of numbers need. A number crosses as
// WebAssembly passes it, so no type has to be registered or converted; the whole runtime would be
// 4.0 KB (brotli) of what a page loads. An instance also exposes its memory: `memory.ts` writes
// texts into it and reads them from it.
/* global addToLibrary, HEAPU8, Module, UTF8ToString, getWasmTableEntry */
/* global wasmMemory, updateMemoryViews */
addToLibrary({
    $bytes: () => HEAPU8,
    $bytes__postset: "Module['bytes'] = bytes;",

    _embind_register_function__deps: ['$bytes', '$UTF8ToString', '$getWasmTableEntry'],
    _embind_register_function: (name, _count, _types, _signature, invoker, target) => {
        const call = getWasmTableEntry(invoker);
        Module[UTF8ToString(name)] = (...args) => call(target, ...args);
    },

    // Growing by a fifth keeps growth rare; if that is too much, by what is needed.
    emscripten_resize_heap__deps: [],
    emscripten_resize_heap: (needed) => {
        const before = HEAPU8.length;
        for (const wanted of [before * 1.2, 0]) {
            try {
                wasmMemory.grow((Math.max(needed >>> 0, wanted) - before + 65535) >> 16);
                updateMemoryViews();
                return 1;
            } catch {}
        }
        return 0;
    },
});
