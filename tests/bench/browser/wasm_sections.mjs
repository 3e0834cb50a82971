// The functions of a WebAssembly module with their names and sizes.
// https://webassembly.github.io/spec/core/binary/modules.html

/** @param {Buffer} module */
export function functionsOf(module) {
    let at = 8;
    const number = () => {
        let value = 0;
        for (let shift = 0; ; shift += 7) {
            const byte = module[at++] ?? 0;
            value += (byte & 0x7f) * 2 ** shift;
            if (byte < 0x80) return value;
        }
    };
    const text = () => {
        const length = number();
        at += length;
        return module.toString('utf8', at - length, at);
    };
    let imported = 0;
    let data = 0;
    /** @type {number[]} */
    const sizes = [];
    /** @type {Map<number, string>} */
    const names = new Map();
    while (at < module.length) {
        const id = module[at++];
        const end = number() + at;
        if (id === 2) imported = importedFunctions();
        else if (id === 10) {
            for (let left = number(); left > 0; left--) {
                const size = number();
                sizes.push(size);
                at += size;
            }
        } else if (id === 11) data = end - at;
        else if (id === 0 && text() === 'name') readNames(end);
        at = end;
    }
    const functions = sizes.map((bytes, index) => {
        return { bytes, name: names.get(imported + index) ?? '' };
    });
    return { functions, data };

    function importedFunctions() {
        let count = 0;
        for (let left = number(); left > 0; left--) {
            text();
            text();
            const kind = module[at++];
            // The module imports only functions and a memory.
            if (kind === 0) {
                number();
                count += 1;
            } else if (kind === 2 && (module[at++] ?? 0) & 1) {
                number();
                number();
            } else number();
        }
        return count;
    }

    /** @param {number} end */
    function readNames(end) {
        while (at < end) {
            const kind = module[at++];
            const next = number() + at;
            if (kind === 1) {
                for (let left = number(); left > 0; left--) names.set(number(), text());
            }
            at = next;
        }
    }
}
