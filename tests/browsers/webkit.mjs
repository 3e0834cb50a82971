// WebKitGTK's own MiniBrowser, on a virtual display.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Builder, Capabilities } from 'selenium-webdriver';
import { freePort } from '../../scripts/setup/free_port.mjs';

const startMsMax = 20_000;

/** In Debian its folder depends on the architecture and the library's version. */
function miniBrowser() {
    for (const kind of readdirSync('/usr/lib')) {
        for (const version of ['4.1', '4.0']) {
            const file = path.join('/usr/lib', kind, `webkit2gtk-${version}`, 'MiniBrowser');
            if (existsSync(file)) return file;
        }
    }
    throw new Error('There is no MiniBrowser of webkit2gtk below /usr/lib');
}

/** Starts an X server, which chooses the number of its display. */
async function startDisplay() {
    const options = ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'];
    const child = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    /** @type {string} */
    const number = await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
        child.stdio[3]?.once('data', (data) => resolve(String(data).trim()));
    });
    return { child, name: `:${number}` };
}

/** @param {string} display */
async function startDriver(display) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    // Its sandbox needs rights that a container, or root, does not have.
    const env = { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
    const child = spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
    for (const end = Date.now() + startMsMax; Date.now() < end; await sleep(50)) {
        const answer = await fetch(`${url}/status`).catch(() => null);
        if (answer?.ok) return { child, url };
    }
    child.kill();
    throw new Error(`WebKitWebDriver does not answer at ${url}`);
}

/** @param {string} server */
function startSession(server) {
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const wanted = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
    return new Builder()
        .usingServer(server)
        .disableEnvironmentOverrides()
        .withCapabilities(new Capabilities(wanted))
        .build();
}

/** @returns {Promise<import('./engines.mjs').Running>} */
export async function launchWebKit() {
    const { child: display, name } = await startDisplay();
    const { child: driver, url: server } = await startDriver(name);
    const session = await startSession(server);
    let isFresh = true;
    const version = String((await session.getCapabilities()).getBrowserVersion());
    return {
        version,
        async open(url) {
            if (!isFresh) await session.switchTo().newWindow('tab');
            isFresh = false;
            await session.get(url);
        },
        // A new browser for each check would take seconds. Each check has an origin of its own, so
        // only cookies, which ignore ports, must be deleted.
        async clear() {
            await session.manage().deleteAllCookies();
            const used = await session.getAllWindowHandles();
            await session.switchTo().newWindow('tab');
            const fresh = await session.getWindowHandle();
            for (const handle of used) {
                await session.switchTo().window(handle);
                await session.close();
            }
            await session.switchTo().window(fresh);
            isFresh = true;
        },
        async close() {
            await session.quit();
            driver.kill();
            display.kill();
        },
    };
}
