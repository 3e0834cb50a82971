// `npm run test:consumers`: installs the packed tarball for each consumer, has its tool build a
// page, and exchanges messages between it and the reference server. Arguments select some by name.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import express from 'express';
import { freePort } from '../../scripts/setup/free_port.mjs';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { securityHeaders } from '../../server/web/security.ts';
import { launchOptions } from '../e2e/support/browser.js';
import { startReferenceServer } from '../e2e/support/servers.js';
import { packInto, runProgram } from '../package/pack.mjs';
import { signIn } from '../server/support.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { consumers, nodeProgram } from './consumers.mjs';
import { coreFrom, exchangeMessages, wedding } from './exchange.mjs';

/**
 * @typedef {import('./consumers.mjs').Consumer} Consumer
 * @typedef {{ name: string, version: string, settings: string, core: string, sheet: string }} Row
 */

const wanted = process.argv.slice(2);
const isWanted = (/** @type {string} */ name) =>
    wanted.length === 0 || wanted.some((each) => name.toLowerCase().includes(each.toLowerCase()));
const temporary = await temporaryFolder('messaging-consumers-');
const { tarball } = await packInto(temporary.folder);
// The server must not serve dist/ to pages whose tool left a file out.
const emptyFolder = path.join(temporary.folder, 'empty');
await mkdir(path.join(emptyFolder, 'pages'), { recursive: true });
const browser = await chromium.launch(launchOptions);
/** @type {Row[]} */
const rows = [];
let failed = 0;

/** @param {string} name @param {() => Promise<Row>} run */
async function attempt(name, run) {
    if (!isWanted(name)) return;
    try {
        const row = await run();
        rows.push(row);
        console.log(`ok      ${name} ${row.version}: core from ${row.core}, ${row.sheet}`);
    } catch (error) {
        failed += 1;
        rows.push({ name, version: '', settings: '', core: '**does not work**', sheet: '' });
        console.log(`FAILED  ${name}\n${error}`);
    }
}

/**
 * A folder with the tarball and other packages installed.
 * @param {Pick<Consumer, 'name' | 'packages' | 'files'>} consumer
 */
async function install({ name, packages, files }) {
    const folder = path.join(temporary.folder, name.replace(/\W+/g, '-'));
    for (const [file, text] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
        await writeFile(path.join(folder, file), text);
    }
    const options = ['--no-audit', '--no-fund', '--engine-strict'];
    await runProgram('npm', ['install', ...options, tarball, ...packages], folder);
    const [tool] = packages;
    if (tool === undefined) return { folder, version: '' };
    const described = path.join(folder, 'node_modules', nameOf(tool), 'package.json');
    return { folder, version: JSON.parse(await readFile(described, 'utf8')).version };
}

/** The name without a version that may follow. @param {string} wanted */
const nameOf = (wanted) => wanted.replace(/(?<=.)@.*/, '');

/** @param {Consumer} consumer @returns {Promise<Row>} */
async function runInBrowser(consumer) {
    const { folder, version } = await install(consumer);
    const { build, output = '', serve, strict, settings, name, sheet } = consumer;
    if (build) await runProgram('npx', ['--no-install', ...build], folder);
    if (sheet === 'linked') {
        const file = 'node_modules/messaging-wasm/dist/messaging.css';
        await copyFile(path.join(folder, file), path.join(folder, output, 'messaging.css'));
    }
    const port = await freePort();
    const own = `http://127.0.0.1:${port}`;
    const router = express.Router();
    if (!serve) {
        if (strict !== false) router.use(securityHeaders([]));
        router.use(express.static(path.join(folder, output)));
    }
    const server = await startReferenceServer({
        intercept: router,
        dist: emptyFolder,
        ...(serve && { origins: [own] }),
    });
    const child = serve && startServing(folder, [...serve, '--port', String(port)]);
    try {
        if (serve) await answered(own, consumer.served);
        const url = serve ? own : server.url;
        const core = await exchangeMessages(browser, server, url, sheet !== undefined);
        return { name, version, settings, core, sheet: sheet ?? '' };
    } finally {
        if (child?.pid) process.kill(-child.pid);
        await server.close();
    }
}

/** @param {string} folder @param {readonly string[]} command */
function startServing(folder, command) {
    const args = ['--no-install', ...command];
    // In a process group of its own, which can be killed as a whole.
    return spawn('npx', args, { cwd: folder, stdio: 'ignore', detached: true });
}

/** @param {string} url @param {RegExp} [served] what the answer has to have */
async function answered(url, served = /./) {
    let said = 'nothing';
    for (let tries = 0; tries < 300; tries += 1) {
        const response = await fetch(url).catch(() => null);
        said = (await response?.text()) ?? said;
        if (response?.ok && served.test(said)) return;
        await sleep(100);
    }
    throw new Error(`No page at ${url}, but ${said}`);
}

/** @returns {Promise<Row>} */
async function runInNode() {
    const name = 'Node';
    const files = { 'package.json': '{ "private": true }', 'app.mjs': nodeProgram };
    const { folder } = await install({ name, packages: ['ws'], files });
    const server = await startReferenceServer();
    try {
        const alice = await signIn(server, 'usr_alice');
        const bloom = await signIn(server, 'usr_bloom');
        await bloom.send(wedding, 'To the page');
        const environment = [
            `SERVER=${server.url}`,
            `COOKIE=${alice.cookie}`,
            `CSRF=${alice.cookies.get('csrf')}`,
            `CONVERSATION=${wedding}`,
        ];
        const args = [...environment, process.execPath, 'app.mjs'];
        const output = await runProgram('env', args, folder);
        if (!/received/.test(output) || !/msg_/.test(output)) throw new Error(output);
        const settings = '`url`, `storage: "memory"`, and a `WebSocket` before Node 22';
        return {
            name,
            version: process.versions.node,
            settings,
            core: coreFrom([output], /fetched .*\.wasm/.test(output)),
            sheet: '',
        };
    } finally {
        await server.close();
    }
}

try {
    for (const consumer of consumers) {
        await attempt(consumer.name, () => runInBrowser(consumer));
    }
    await attempt('Node', runInNode);
} finally {
    await browser.close();
    await temporary.remove();
}

const table = rows.map(
    ({ name, version, settings, core, sheet }) =>
        `| ${name} | ${version} | ${settings} | ${core} | ${sheet} |`,
);
if (wanted.length === 0) {
    const text = `# Bundlers

\`npm run test:consumers\` writes this page. It installs the packed tarball for each tool and loads
the page in Chromium under the policy \`script-src 'self' 'wasm-unsafe-eval'; style-src 'self'\`
(except for development servers, and for Parcel and the page with an import map, whose import maps
are inline). Messages go both ways between the page and the reference server.

*Core from* says whether the tool included \`messaging.wasm\` or the page used the copy embedded in
a script, which the console reports with one line at most; both work. The styles were included
everywhere as a script; *messaging.css* says how the page got the file as well, for browsers
without adopted style sheets.

| Tool | Version | Settings for this package | Core from | messaging.css |
|---|---|---|---|---|
${table.join('\n')}
`;
    await writeFile(path.join(projectFolder, 'docs/bundlers.md'), text);
}
console.log(`${rows.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
