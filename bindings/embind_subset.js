// The part of Embind's JavaScript runtime that functions over numbers need. A number crosses as
// WebAssembly passes it, so no type has to be registered or converted; the whole runtime would be
// 4.0 KB (brotli) of what a page loads. An instance also shows its memory: texts are written into
// it and read from it by `memory.ts`.
/* global addToLibrary, HEAPU8, Module, UTF8ToString, getWasmTableEntry */
addToLibrary({
    $bytes: () => HEAPU8,
    $bytes__postset: "Module['bytes'] = bytes;",

    _embind_register_function__deps: ['$bytes', '$UTF8ToString', '$getWasmTableEntry'],
    _embind_register_function: (name, _count, _types, _signature, invoker, target) => {
        const call = getWasmTableEntry(invoker);
        Module[UTF8ToString(name)] = (...args) => call(target, ...args);
    },
});
