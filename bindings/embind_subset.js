// The part of Embind's JavaScript runtime that functions over numbers need. A number crosses as
// WebAssembly passes it, so no type has to be registered or converted; the whole runtime would be
// 4.0 KB (brotli) of what a page loads. An instance also shows its memory: texts are written into
// it and read from it by `memory.ts`.
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

    // A fifth more than there was makes growing rare; where that is too much, what is needed.
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
