// The consumers of the package, each with the minimum that its tool needs.
import { frameworks } from './frameworks.mjs';

/**
 * @typedef {object} Consumer
 * @property {string} name
 * @property {readonly string[]} packages installed beside the tarball; the first is the tool
 * @property {Readonly<Record<string, string>>} files
 * @property {readonly string[]} [build] the command that makes `output`
 * @property {string} [output] the folder that is served
 * @property {readonly string[]} [serve] a server of the tool's instead; it gets a port
 * @property {RegExp} [served] what the page has before any script of it runs
 * @property {string} [path] of the page
 * @property {false} [strict] the page cannot be under the strict policy of the others
 * @property {string} settings what the tool has to be told for this package
 * @property {'imported' | 'linked'} [sheet] how the page has `messaging.css`: it imports
 *     `messaging-wasm/messaging.css`, or links a copy of it; without, it has it not
 */

const module = { 'package.json': '{ "private": true, "type": "module" }' };
const app = "import * as messaging from 'messaging-wasm';\nwindow.messaging = messaging;\n";
const styledApp = `import 'messaging-wasm/messaging.css';\n${app}`;
/** @param {string} head */
const page = (head) => `<!doctype html><link rel="icon" href="data:," />${head}`;
/** @param {string} source */
const withModule = (source) => page(`<script type="module" src="${source}"></script>`);
/** @param {string} href */
const withStyles = (href) => `${withModule('/app.js')}<link rel="stylesheet" href="${href}" />`;
const nothing = 'none';

/** @type {readonly Consumer[]} */
const vites = ['5', '6', '7', '8'].flatMap((version) => {
    const shared = {
        packages: [`vite@${version}`],
        files: { ...module, 'index.html': withModule('/app.js'), 'app.js': styledApp },
        settings: nothing,
        sheet: /** @type {const} */ ('imported'),
    };
    return [
        { name: `Vite ${version}, build`, ...shared, build: ['vite', 'build'], output: 'dist' },
        {
            name: `Vite ${version}, development`,
            ...shared,
            serve: ['vite', '--strictPort', '--host', '127.0.0.1'],
        },
    ];
});
const linked = { ...module, 'app.js': app, 'out/index.html': withStyles('/messaging.css') };
const esbuilt = { ...module, 'app.js': styledApp, 'out/index.html': withStyles('/app.css') };
const webpackConfig = `export default {
    mode: 'production', entry: './app.js',
    output: { path: import.meta.dirname + '/out', filename: 'app.js' },
};`;

/** @type {readonly Consumer[]} */
export const consumers = [
    ...vites,
    ...frameworks,
    {
        name: 'webpack',
        // The newest webpack-cli needs Node 22.
        packages: ['webpack', 'webpack-cli@6'],
        files: { ...linked, 'webpack.config.js': webpackConfig },
        build: ['webpack'],
        output: 'out',
        settings: nothing,
        sheet: 'linked',
    },
    {
        name: 'Rollup',
        packages: ['rollup', '@rollup/plugin-node-resolve'],
        files: linked,
        build: ['rollup', 'app.js', '-d', 'out', '-p', 'node-resolve'],
        output: 'out',
        settings: 'the plugin `node-resolve`, as for every package',
        sheet: 'linked',
    },
    {
        name: 'esbuild, split',
        packages: ['esbuild'],
        files: esbuilt,
        build: ['esbuild', 'app.js', '--bundle', '--format=esm', '--splitting', '--outdir=out'],
        output: 'out',
        settings: '`--format=esm --splitting`',
        sheet: 'imported',
    },
    {
        name: 'esbuild, one file',
        packages: ['esbuild'],
        files: esbuilt,
        build: ['esbuild', 'app.js', '--bundle', '--outdir=out', '--log-level=error'],
        output: 'out',
        settings: nothing,
        sheet: 'imported',
    },
    {
        name: 'Parcel',
        packages: ['parcel'],
        files: {
            ...module,
            'index.html': withModule('app.js'),
            // Parcel ignores `exports` unless it is configured to use them.
            'app.js': styledApp.replace('/messaging.css', '/dist/messaging.css'),
        },
        build: ['parcel', 'build', 'index.html', '--no-cache'],
        output: 'dist',
        // It writes an import map into the page.
        strict: false,
        settings: nothing,
        sheet: 'imported',
    },
    {
        name: 'Page with an import map',
        packages: [],
        files: {
            ...module,
            'app.js': app,
            'index.html': page(
                `<script type="importmap">{ "imports": { "messaging-wasm":
                "/node_modules/messaging-wasm/dist/messaging.js" } }</script>
                <script type="module" src="/app.js"></script>`,
            ),
        },
        output: '.',
        strict: false,
        settings: 'the import map',
    },
    {
        name: 'Page with the global script',
        packages: [],
        files: {
            ...module,
            'app.js': 'window.messaging = MessagingWasm;',
            'index.html': page(
                `<script src="/node_modules/messaging-wasm/dist/messaging.global.js"></script>
                <script src="/app.js"></script>`,
            ),
        },
        output: '.',
        settings: nothing,
    },
];

/** In Node there is neither a page nor, before Node 22, a WebSocket. */
export const nodeProgram = `import { createMessaging } from 'messaging-wasm';
import { WebSocket } from 'ws';
const { SERVER: url, COOKIE: cookie, CONVERSATION: id, CSRF: csrfToken } = process.env;
const { fetch } = globalThis;
globalThis.fetch = async (address) => {
    const response = await fetch(address);
    console.log('fetched', address);
    return response;
};
const { messagingSystem } = createMessaging({
    url,
    csrfToken,
    user: { id: 'usr_alice', role: 'customer' },
    storage: 'memory',
    log: (_level, message) => console.log(message),
    WebSocket: class extends WebSocket {
        constructor(address) { super(address, { headers: { cookie } }); }
    },
    fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, cookie } }),
});
const received = new Promise((resolve) => {
    messagingSystem.listenToMessages(id, (messages) => {
        if (messages.some(({ text }) => text === 'To the page')) resolve('received');
    });
});
await messagingSystem.initWebSocket();
console.log(await messagingSystem.sendMessage(id, { message: 'From the page' }));
console.log(await received);
messagingSystem.destroy();
`;
