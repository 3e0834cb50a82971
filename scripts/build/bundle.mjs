// Bundles TypeScript and the Emscripten glue into the files of dist/, with esbuild.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { emscriptenVersion } from '../setup/emscripten.mjs';
import { distFolder, projectFolder } from '../setup/paths.mjs';
import { withProvenance } from './provenance.mjs';
import { shortNames } from './short_names.mjs';

const wasm = path.join(distFolder, 'messaging.wasm');
const globalScript = path.join(distFolder, 'messaging.global.js');

/** The oldest supported browsers. */
const target = ['es2020', 'safari14', 'chrome90', 'firefox88'];

/**
 * Dynamic imports stay separate files next to their importer.
 * @type {import('esbuild').Plugin}
 */
const partsStayOutside = {
    name: 'parts-stay-outside',
    setup({ onResolve }) {
        onResolve({ filter: /^\.\/messaging-\w+\.js$/ }, ({ kind, path: name }) =>
            kind === 'dynamic-import' ? { path: name, external: true } : undefined,
        );
    },
};

/**
 * The global script contains all parts except one that few browsers need.
 * @type {import('esbuild').Plugin}
 */
const javaScriptStaysOutside = {
    name: 'javascript-stays-outside',
    setup({ onResolve }) {
        onResolve({ filter: /messaging-wasm2js\.js$/ }, ({ path: name }) => ({
            path: name,
            external: true,
        }));
    },
};

/**
 * Scripts embed the module as it ships.
 * @type {import('esbuild').Plugin}
 */
const wasmIsStamped = {
    name: 'wasm-is-stamped',
    setup({ onResolve }) {
        onResolve({ filter: /messaging-core\.wasm$/ }, () => ({ path: wasm }));
    },
};

/**
 * Makes the glue take compiled code from the loader, and report it if the two do not match.
 * @type {import('esbuild').Plugin}
 */
const glueTakesCode = {
    name: 'glue-takes-code',
    setup({ onLoad }) {
        onLoad({ filter: /messaging-core\.mjs$/ }, ({ path: file }) => {
            let contents = readFileSync(file, 'utf8');
            for (const [generated, wanted] of Object.entries({
                'WebAssembly.instantiate(Module["wasm"],imports)': 'Module["code"](imports)',
                'output.instance.exports': 'output.exports',
                // Only one of the views on the memory is used.
                'HEAP8=new Int8Array(b);HEAP16=new Int16Array(b);': '',
                ';HEAPU16=new Uint16Array(b);HEAP32=new Int32Array(b)': '',
                ';HEAPU32=new Uint32Array(b);HEAPF32=new Float32Array(b)': '',
                ';HEAPF64=new Float64Array(b)': '',
                'ready()});': 'ready()}).catch(readyPromiseReject);',
            })) {
                if (contents.split(generated).length !== 2) {
                    throw new Error(`the glue has no '${generated}' any more`);
                }
                contents = contents.replace(generated, wanted);
            }
            return { contents, loader: 'js' };
        });
    },
};

/**
 * The pages import the built module, as any other page would. Their sources import the TypeScript
 * file for its types.
 * @type {import('esbuild').Plugin}
 */
const moduleStaysOutside = {
    name: 'module-stays-outside',
    setup({ onResolve }) {
        onResolve({ filter: /^\.\.\/messaging\.(ts|js)$/ }, ({ importer }) => ({
            // The elements are next to the module, the pages in a subfolder.
            path: importer.includes('elements') ? './messaging.js' : '../messaging.js',
            external: true,
        }));
    },
};

/**
 * The hooks use the page's copy of the module.
 * @type {import('esbuild').Plugin}
 */
const moduleIsBeside = {
    name: 'module-is-beside',
    setup({ onResolve }) {
        onResolve({ filter: /^\.\/messaging\.ts$/ }, () => ({
            path: './messaging.js',
            external: true,
        }));
    },
};

/**
 * Builds the files of dist/ and the pages.
 * @param {string} inputs a hash of all sources
 */
export async function bundle(inputs) {
    mkdirSync(distFolder, { recursive: true });
    const linked = readFileSync(path.join(projectFolder, 'build/wasm/messaging-core.wasm'));
    const module = withProvenance(linked, emscriptenVersion);
    const define = {
        // The same in all files of one build, so that a cache mixing two builds is noticed.
        __MESSAGING_BUILD__: JSON.stringify(`${packageVersion()}+${inputs.slice(0, 12)}`),
        __MESSAGING_WASM_HASH__: JSON.stringify(hashOf(module)),
        __MESSAGING_ONE_FILE__: 'false',
    };
    writeFileSync(wasm, module);
    const plugins = [partsStayOutside, glueTakesCode];
    const regex = new RegExp(`^(?:${shortNames().join('|')})$`);
    // Some are also names of browser built-ins, but none of those are called here.
    const mangle = { properties: { regex, builtins: true } };
    // Shared, so that both files shorten each name alike.
    const nameCache = {};
    await minifyFurther(await bundleModule('web/messaging.ts', 'messaging.js', define, plugins), {
        mangle,
        nameCache,
        compress: { inline: 1, unsafe_methods: true },
    });
    await minifyFurther(
        await bundleModule('web/messaging-core.ts', 'messaging-core.js', define, plugins),
        { mangle, nameCache, compress: { sequences: false, lhs_constants: false } },
    );
    await bundleModule('web/messaging-trace.ts', 'messaging-trace.js', define);
    await bundleModule('bindings/messaging-inline.ts', 'messaging-inline.js', define, [
        wasmIsStamped,
    ]);
    await bundleModule('bindings/messaging-polling.ts', 'messaging-polling.js', define);
    await bundleModule('bindings/messaging-wasm2js.ts', 'messaging-wasm2js.js', define);
    await bundleModule('web/messaging.css', 'messaging.css', {});
    await bundleModule('web/react.ts', 'react.js', define, [moduleIsBeside], {
        external: ['react'],
        banner: { js: "'use client';" },
    });
    await bundleModule('web/messaging-styles.ts', 'messaging-styles.js', {
        ...define,
        __MESSAGING_STYLES__: stylesOf('messaging.css'),
    });
    await bundleGlobalScript(define);
    await bundleElements(define);
    await bundleLanguages();
    await bundlePages(define);
    await bundleModule('cli/main.ts', 'messaging-cli.mjs', define, [glueTakesCode], {
        platform: 'node',
        target: 'node20',
        minify: false,
        sourcemap: false,
        banner: { js: '#!/usr/bin/env node' },
    });
}

/** The text of a style sheet in dist/. @param {string} name */
function stylesOf(name) {
    const styles = readFileSync(path.join(distFolder, name), 'utf8');
    return JSON.stringify(styles.replace(/\/\*# source.*/, '').trim());
}

/**
 * The custom elements with embedded styles. The sheet is for browsers that cannot adopt one.
 * @param {Record<string, string>} define
 */
async function bundleElements(define) {
    await bundleModule('web/elements/elements.css', 'elements.css', {});
    const settings = { ...define, __MESSAGING_ELEMENT_STYLES__: stylesOf('elements.css') };
    const plugins = [moduleStaysOutside];
    await minifyFurther(
        await bundleModule('web/elements/elements.ts', 'elements.js', settings, plugins),
    );
}

/** One file per language, so that pages only load what they show. */
async function bundleLanguages() {
    for (const name of readdirSync(path.join(projectFolder, 'web/strings'))) {
        const file = `strings/${path.basename(name, '.ts')}.js`;
        await bundleModule(`web/strings/${name}`, file, {}, [], { sourcemap: false });
    }
}

/**
 * A single classic script; only browsers without WebAssembly need another file.
 * @param {Record<string, string>} define
 */
async function bundleGlobalScript(define) {
    const settings = {
        ...define,
        __MESSAGING_ONE_FILE__: 'true',
        __MESSAGING_STYLES__: stylesOf('messaging.css'),
        'import.meta.url': 'scriptUrl',
    };
    await bundleModule(
        'web/messaging.ts',
        path.basename(globalScript),
        settings,
        [javaScriptStaysOutside, glueTakesCode, wasmIsStamped],
        {
            format: 'iife',
            globalName: 'MessagingWasm',
            inject: [path.join(projectFolder, 'web/script_url.ts')],
        },
    );
}

/** The SRI hash of the global script. */
export function integrityOfGlobalScript() {
    const hash = createHash('sha384').update(readFileSync(globalScript)).digest('base64');
    return `sha384-${hash}`;
}

/**
 * @param {string} source
 * @param {string} name
 * @param {Record<string, string>} define
 * @param {import('esbuild').Plugin[]} [plugins]
 * @param {import('esbuild').BuildOptions} [others]
 */
async function bundleModule(source, name, define, plugins = [], others = {}) {
    const entry = path.join(projectFolder, source);
    const outfile = path.join(distFolder, name);
    await build({
        ...commonOptions(),
        entryPoints: [entry],
        outfile,
        define,
        plugins,
        loader: { '.wasm': 'binary' },
        // Source maps of generated code are of no use.
        sourcemap: !/-(inline|styles|wasm2js)\.|global/.test(name),
        ...others,
    });
    return outfile;
}

/**
 * An import has a size budget, and terser saves 7 % more than esbuild.
 * @param {string} file
 * @param {import('terser').MinifyOptions} [others] what makes this file smaller after brotli
 */
async function minifyFurther(file, others = {}) {
    const { code, map } = await minify(readFileSync(file, 'utf8'), {
        ...others,
        module: true,
        ecma: 2020,
        compress: {
            passes: 5,
            pure_getters: true,
            // Safe, as the sources do not modify built-ins.
            unsafe_arrows: true,
            unsafe: true,
            .../** @type {object} */ (others.compress),
        },
        sourceMap: {
            content: readFileSync(`${file}.map`, 'utf8'),
            url: `${path.basename(file)}.map`,
        },
    });
    if (code === undefined || map === undefined) throw new Error(`terser made nothing of ${file}`);
    writeFileSync(file, code);
    writeFileSync(`${file}.map`, String(map));
}

/**
 * The pages: HTML and CSS are copied; TypeScript files that the HTML references (as `.js`) are
 * bundled with their imports.
 * @param {Record<string, string>} define
 */
async function bundlePages(define) {
    const folder = path.join(projectFolder, 'web/customer-messages');
    const names = readdirSync(folder);
    const html = names
        .filter((name) => name.endsWith('.html'))
        .map((name) => readFileSync(path.join(folder, name), 'utf8'))
        .join('\n');
    const scripts = names.filter(
        (name) => name.endsWith('.ts') && html.includes(name.replace(/\.ts$/, '.js"')),
    );
    const others = names.filter((name) => !name.endsWith('.ts'));
    const pages = path.join(distFolder, 'pages');
    for (const name of others) {
        cpSync(path.join(folder, name), path.join(pages, name), { recursive: true });
    }
    await build({
        ...commonOptions(),
        entryPoints: scripts.map((name) => path.join(folder, name)),
        outdir: pages,
        define,
        plugins: [moduleStaysOutside],
    });
}

/** @returns {import('esbuild').BuildOptions} */
function commonOptions() {
    return {
        absWorkingDir: projectFolder,
        bundle: true,
        format: 'esm',
        platform: 'browser',
        minify: true,
        sourcemap: true,
        target,
        // Bugs of old engines that esbuild works around at a cost, in code that the sources do not
        // contain. Safari up to 13.1: array destructuring with a rest element from an array
        // literal. Chrome 90: a spread argument before the last one in a call after `?.`.
        supported: { destructuring: true, 'optional-chain': true },
        charset: 'utf8',
        legalComments: 'none',
        logLevel: 'warning',
        // Warnings are errors.
        logOverride: Object.fromEntries(
            ['direct-eval', 'duplicate-object-key', 'import-is-undefined'].map((id) => [
                id,
                'error',
            ]),
        ),
    };
}

function packageVersion() {
    return JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')).version;
}

/** @param {Buffer} content */
function hashOf(content) {
    return createHash('sha256').update(content).digest('hex').slice(0, 10);
}
