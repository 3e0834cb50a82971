// The three engines, each from its Debian package, behind the small interface that a run needs: the
// pages themselves make the checks, and report the outcome to the server.
import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { launchOptions } from '../e2e/support/browser.js';
import { launchWebKit } from './webkit.mjs';

/**
 * @typedef {object} Running
 * @property {string} version
 * @property {(url: string) => Promise<unknown>} open a further tab, which is in front then
 * @property {() => Promise<unknown>} clear closes all tabs and forgets what they kept
 * @property {() => Promise<unknown>} close
 *
 * @typedef {{ name: string, launch: () => Promise<Running> }} Engine
 */

/** @returns {Promise<Running>} */
async function launchChromium() {
    const browser = await chromium.launch(launchOptions);
    let context = await browser.newContext();
    return {
        version: browser.version(),
        open: async (url) => (await context.newPage()).goto(url),
        async clear() {
            await context.close();
            context = await browser.newContext();
        },
        close: () => browser.close(),
    };
}

/** Driven by WebDriver BiDi, without geckodriver. @returns {Promise<Running>} */
async function launchFirefox() {
    const browser = await puppeteer.launch({
        browser: 'firefox',
        executablePath: '/usr/bin/firefox-esr',
        headless: true,
    });
    let context = await browser.createBrowserContext();
    return {
        version: (await browser.version()).replace(/^\w+\//, ''),
        open: async (url) => (await context.newPage()).goto(url),
        async clear() {
            await context.close();
            context = await browser.createBrowserContext();
        },
        close: () => browser.close(),
    };
}

/** @type {readonly Engine[]} */
export const engines = [
    { name: 'Chromium', launch: launchChromium },
    { name: 'Firefox', launch: launchFirefox },
    { name: 'WebKit', launch: launchWebKit },
];
