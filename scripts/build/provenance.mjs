// What the module says of its origin, in a custom section that no engine looks at.

/**
 * The module with a section `build` such as `emscripten 3.1.69`. What stood there of a commit or of
 * the sources would make each build another size, by up to 60 bytes of its compressed form; of the
 * sources tells `build`, which the JavaScript exports.
 * @param {Buffer} wasm
 * @param {string} emscriptenVersion
 */
export function withProvenance(wasm, emscriptenVersion) {
    const text = `emscripten ${emscriptenVersion}`;
    const name = Buffer.from('build');
    const content = Buffer.concat([Buffer.of(name.length), name, Buffer.from(text)]);
    // Kind 0, and a length that fits into seven bits.
    if (content.length > 127) throw new Error(`too long for a section: ${text}`);
    return Buffer.concat([wasm, Buffer.of(0, content.length), content]);
}
