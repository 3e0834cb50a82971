// Each contender as a page would ship it: one minified module, to which ours adds its parts later.
import { readdirSync } from 'node:fs';
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

export async function bundleContenders(): Promise<Map<string, string>> {
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const bundles = names.map(async (name): Promise<[string, string]> => {
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
    return new Map(await Promise.all(bundles));
}
