// Each contender as a page would ship it: one minified module; ours loads its other parts later.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { dist } from '../../e2e/support/test_pages.js';

const folder = fileURLToPath(new URL('page/contenders', import.meta.url));
const targets = ['es2020', 'chrome90', 'firefox88'];

const oursAsShipped: Plugin = {
    name: 'ours-as-shipped',
    setup({ onResolve }) {
        onResolve({ filter: /web\/messaging\.ts$/ }, () => ({
            path: path.join(dist, 'messaging.js'),
        }));
        onResolve({ filter: /^\.\/messaging-\w+\.js$/ }, (part) => ({
            path: part.path,
            external: true,
        }));
    },
};

/** By name, with the files that ours loads later. */
export async function bundleContenders(): Promise<Map<string, string | Buffer>> {
    const parts = readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name));
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const bundles = names.map(async (name): Promise<[string, string | Buffer]> => {
        const { outputFiles } = await build({
            entryPoints: [path.join(folder, name)],
            bundle: true,
            minify: true,
            format: 'esm',
            target: targets,
            define: { 'process.env.NODE_ENV': '"production"' },
            plugins: [oursAsShipped],
            write: false,
        });
        return [name, outputFiles[0]?.text ?? ''];
    });
    const read = parts.map((name): [string, Buffer] => [name, readFileSync(path.join(dist, name))]);
    return new Map([...read, ...(await Promise.all(bundles))]);
}
