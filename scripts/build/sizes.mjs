// The sizes of the files in dist/.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { distFolder } from '../setup/paths.mjs';

/** @returns {Map<string, { raw: number, gzip: number, brotli: number }>} */
export function sizesOf() {
    const names = readdirSync(distFolder).filter((name) => /\.(js|wasm|css)$/.test(name));
    return new Map(
        names.sort().map((name) => {
            const content = readFileSync(path.join(distFolder, name));
            const gzip = gzipSync(content, { level: 9 }).length;
            const brotli = brotliCompressSync(content).length;
            return [name, { raw: content.length, gzip, brotli }];
        }),
    );
}
