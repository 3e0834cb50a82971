// `npm run test:socketio`: the module in Chromium against real Socket.IO servers, from the first to
// the newest that it claims to support, over each transport. Arguments select some versions.
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { writeFigures } from '../../scripts/figures.mjs';
import { launchOptions } from '../e2e/support/browser.js';
import { startPlainServer } from '../e2e/support/servers.js';
import { runProgram } from '../package/pack.mjs';
import { Person } from '../server/support.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { chat, conversationId, refuse } from './checks.mjs';

const versions = ['3.0.0', '3.1.2', '4.0.2', '4.2.0', '4.4.1', '4.6.2', '4.8.4'];
const refused = '2.5.1';
const ways = /** @type {const} */ (['websocket', 'long-polling', 'upgrade']);

/**
 * @typedef {(typeof ways)[number]} Way
 * @typedef {import('../server/legacy_server.ts').PlainServer} PlainServer
 * @typedef {(page: import('@playwright/test').Page, way: Way, write: (text: string) =>
 *     Promise<unknown>) => Promise<void>} Check
 */

const wanted = process.argv.slice(2);
const temporary = await temporaryFolder('messaging-socketio-');
const require = createRequire(path.join(temporary.folder, 'index.js'));
const browser = await chromium.launch(launchOptions);
let failed = 0;

/** @param {string} version @param {Way} way */
function startServer(version, way) {
    const library = require(`socket.io-${version}`);
    const Server = library.Server ?? library;
    return startPlainServer({
        events: true,
        pingIntervalMs: 300,
        createIo: (http, options) => {
            const transports = ['polling', ...(way === 'long-polling' ? [] : ['websocket'])];
            return new Server(http, { ...options, transports, pingTimeout: 600 });
        },
    });
}

/** @param {string} version @param {Way} way @param {Check} check */
async function attempt(version, way, check) {
    const server = await startServer(version, way);
    server.io.on('connection', (socket) => {
        socket.on('echo', (...args) => args.pop()(...args));
    });
    const context = await browser.newContext();
    try {
        await context.addCookies([{ name: 'token', value: 'usr_carol', url: server.url }]);
        const page = await context.newPage();
        await page.goto(`${server.url}/api/health`);
        const sam = new Person(server, 'usr_sam', new Map([['token', 'usr_sam']]));
        await sam.get('/api/csrf-token');
        await check(page, way, (text) => sam.send(conversationId, text));
        console.log(`ok      Socket.IO ${version}, ${way}`);
        return 'yes';
    } catch (error) {
        failed += 1;
        console.log(`FAILED  Socket.IO ${version}, ${way}\n${error}`);
        return '**no**';
    } finally {
        await context.close();
        await server.close();
    }
}

const picked = [...versions, refused].filter(
    (version) => wanted.length === 0 || wanted.includes(version),
);
/** @type {string[]} */
const rows = [];
try {
    const packages = picked.map((version) => `socket.io-${version}@npm:socket.io@${version}`);
    const options = ['--no-audit', '--no-fund', '--prefix', temporary.folder];
    await runProgram('npm', ['install', ...options, ...packages], temporary.folder);
    for (const version of picked) {
        if (version === refused) {
            await attempt(version, 'websocket', refuse);
            continue;
        }
        const cells = [];
        for (const way of ways) cells.push(await attempt(version, way, chat));
        rows.push(`| ${version} | ${cells.join(' | ')} |`);
    }
} finally {
    await browser.close();
    await temporary.remove();
}
if (wanted.length === 0) {
    const head = '| Socket.IO | WebSocket | long-polling | upgraded |\n|---|---|---|---|\n';
    writeFigures('docs/server-contract.md', head + rows.join('\n'), 'socketio');
}
console.log(failed > 0 ? `${failed} failed` : 'all passed');
if (failed > 0) process.exitCode = 1;
