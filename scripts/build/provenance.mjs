// Records the module's origin in a custom section, which engines ignore.

/**
 * Adds a section `build` such as `emscripten 3.1.69`. It names neither commit nor sources, which
 * would vary the compressed size by up to 60 bytes per build; for that, the JavaScript exports
 * `build`.
 * @param {Buffer} wasm
 * @param {string} emscriptenVersion
 */
export function withProvenance(wasm, emscriptenVersion) {
    const text = `emscripten ${emscriptenVersion}`;
    const name = Buffer.from('build');
    const content = Buffer.concat([Buffer.of(name.length), name, Buffer.from(text)]);
    // Section id 0, and a length that fits into seven bits.
    if (content.length > 127) throw new Error(`too long for a section: ${text}`);
    return Buffer.concat([wasm, Buffer.of(0, content.length), content]);
}
