// The two engines behind the interface that the benchmarks need: a page, and what it has cost.
import { readdirSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { launchOptions } from '../../e2e/support/browser.js';
import { measure, memoryOf } from '../../e2e/support/measure.js';

/**
 * @typedef {object} Cost in ms since the page began
 * @property {number} cpu of the main threads of all pages, to 10 ms, as the kernel counts it
 * @property {number} [task] TaskDuration
 * @property {number} [script] ScriptDuration
 *
 * @typedef {object} Page
 * @property {<Argument, Result>(run: (argument: Argument) => Result, argument?: Argument) =>
 *     Promise<Awaited<Result>>} evaluate
 * @property {() => Promise<Cost>} cost
 * @property {() => Promise<void>} collect garbage, where that can be asked for
 * @property {() => ReturnType<typeof memoryOf>} [memory]
 * @property {(rate: number) => Promise<void>} [throttle] so many times as slow
 * @property {() => Promise<unknown>} reload
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} version
 * @property {(url: string) => Promise<Page>} open
 * @property {() => Promise<unknown>} close
 */

/** The kernel's tick, in which it counts a thread's CPU time. */
const tickMs = 10;

/** @param {number[]} processes @returns {number} ms of their main threads */
function mainThreadMs(processes) {
    let ticks = 0;
    for (const id of processes) {
        const [, fields = ''] = readFileSync(`/proc/${id}/task/${id}/stat`, 'utf8').split(') ');
        const [user, system] = fields.split(' ').slice(11, 13).map(Number);
        ticks += (user ?? 0) + (system ?? 0);
    }
    return ticks * tickMs;
}

/** @returns {Promise<Engine>} */
export async function launchChromium() {
    const browser = await chromium.launch(launchOptions);
    const root = await browser.newBrowserCDPSession();
    async function renderers() {
        const { processInfo } = await root.send('SystemInfo.getProcessInfo');
        return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    }
    return {
        name: 'Chromium',
        version: browser.version(),
        async open(url) {
            // The certificates of the tests are self-signed.
            const context = await browser.newContext({ ignoreHTTPSErrors: true });
            const page = await context.newPage();
            await measure(page);
            const ready = () => page.locator('html[data-ready]').waitFor({ state: 'attached' });
            await page.goto(url);
            await ready();
            const session = await context.newCDPSession(page);
            await session.send('Performance.enable');
            return {
                evaluate: (run, argument) =>
                    page.evaluate(/** @type {any} */ (run), /** @type {any} */ (argument)),
                async cost() {
                    const { metrics } = await session.send('Performance.getMetrics');
                    const seconds = (/** @type {string} */ wanted) =>
                        metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
                    return {
                        cpu: mainThreadMs(await renderers()),
                        task: seconds('TaskDuration') * 1000,
                        script: seconds('ScriptDuration') * 1000,
                    };
                },
                collect: async () => void (await session.send('HeapProfiler.collectGarbage')),
                memory: () => memoryOf(page),
                throttle: async (rate) =>
                    void (await session.send('Emulation.setCPUThrottlingRate', { rate })),
                async reload() {
                    await page.reload();
                    await ready();
                },
                close: () => context.close(),
            };
        },
        close: () => browser.close(),
    };
}

/** @returns {Promise<Engine>} */
export async function launchFirefox() {
    const browser = await puppeteer.launch({
        browser: 'firefox',
        executablePath: '/usr/bin/firefox-esr',
        headless: true,
        acceptInsecureCerts: true,
    });
    return {
        name: 'Firefox',
        version: (await browser.version()).replace(/^\w+\//, ''),
        async open(url) {
            const context = await browser.createBrowserContext();
            const page = await context.newPage();
            await page.goto(url);
            await page.waitForSelector('html[data-ready]');
            return {
                evaluate: (run, argument) =>
                    page.evaluate(/** @type {any} */ (run), /** @type {any} */ (argument)),
                async cost() {
                    return { cpu: mainThreadMs(tabsOf(browser.process()?.pid ?? 0)) };
                },
                collect: async () => {},
                async reload() {
                    await page.reload();
                    await page.waitForSelector('html[data-ready]');
                },
                close: () => context.close(),
            };
        },
        close: () => browser.close(),
    };
}

/** The processes of the pages of a Firefox. @param {number} parent */
function tabsOf(parent) {
    return readdirSync('/proc')
        .map(Number)
        .filter((id) => {
            if (!Number.isInteger(id)) return false;
            try {
                const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
                return command.includes(` -parentPid ${parent} `) && / tab\0$/.test(command);
            } catch {
                // The process has ended meanwhile.
                return false;
            }
        });
}
