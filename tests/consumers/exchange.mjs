// Exchanges messages between a page, however it was built, and the reference server.
import { signIn } from '../server/support.ts';

export const wedding = 'thd_wedding';
const patienceMs = 30_000;
const stylesMsMax = 5000;

/** @typedef {import('@playwright/test').Page} Page */

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {import('../../server/reference_server.ts').ReferenceServer} server
 * @param {string} url of the page
 * @param {boolean} hasSheet the page has `messaging.css` as well
 */
export async function exchangeMessages(browser, server, url, hasSheet) {
    const context = await browser.newContext();
    try {
        const alice = await signIn(server, 'usr_alice');
        const value = alice.cookies.get('token') ?? '';
        await context.addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
        const page = await context.newPage();
        /** @type {string[]} */
        const said = [];
        page.on('console', (message) => said.push(message.text()));
        let isFile = false;
        page.on('response', (response) => {
            isFile ||= new URL(response.url()).pathname.endsWith('.wasm');
        });
        page.on('pageerror', (error) => said.push(String(error)));
        await page.goto(url);
        try {
            await page.waitForFunction(() => window.messaging, null, { timeout: patienceMs });
            await sendAndReceive(page, server);
            await expectStyles(page, hasSheet);
        } catch (error) {
            throw new Error(`${error}\nThe page said:\n${said.join('\n')}`);
        }
        const told = said.filter((text) => text.startsWith('messaging:'));
        if (told.length > 1) throw new Error(`More than one word on loading:\n${told.join('\n')}`);
        return coreFrom(said, isFile);
    } finally {
        await context.close();
    }
}

/**
 * Expects the styles from the module's script, and from a file only if the page includes it.
 * @param {Page} page @param {boolean} hasSheet
 */
async function expectStyles(page, hasSheet) {
    await page.evaluate(() => {
        const { messagingManager: manager } = window.messaging;
        manager.showTypingIndicator(manager.createTypingIndicator(document.body), 'Jo');
    });
    await page.waitForFunction(
        (wanted) => {
            /** @param {Iterable<CSSStyleSheet>} sheets */
            const has = (sheets) =>
                [...sheets].some((sheet) =>
                    [...sheet.cssRules].some(({ cssText }) =>
                        cssText.includes('messaging-typing-dot'),
                    ),
                );
            const dot = document.querySelector('.messaging-typing-dot');
            const isRound = dot && getComputedStyle(dot).borderRadius === '50%';
            return (
                isRound && has(document.adoptedStyleSheets) && has(document.styleSheets) === wanted
            );
        },
        hasSheet,
        { timeout: stylesMsMax },
    );
}

/**
 * @param {readonly string[]} said on the console
 * @param {boolean} isFile a file with WebAssembly was loaded, or asked for
 */
export function coreFrom(said, isFile) {
    if (said.some((text) => text.includes('no WebAssembly'))) return 'JavaScript';
    if (!isFile || said.some((text) => text.includes('tried elsewhere'))) return 'a script';
    return '`messaging.wasm`';
}

/**
 * @param {Page} page
 * @param {import('../../server/reference_server.ts').ReferenceServer} server
 */
async function sendAndReceive(page, server) {
    const sent = await page.evaluate(
        ([id, url]) => {
            const { messagingSystem } = window.messaging;
            messagingSystem.configure({ url, user: { id: 'usr_alice', role: 'customer' } });
            messagingSystem.initWebSocket();
            messagingSystem.listenToMessages(id, (messages) => {
                window.testTexts = messages.map(({ text }) => text);
            });
            return messagingSystem.sendMessage(id, { message: 'From the page' });
        },
        /** @type {const} */ ([wedding, server.url]),
    );
    if (!/^msg_/.test(sent)) throw new Error(`The server did not store the message: ${sent}`);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'To the page');
    await page.waitForFunction(() => window.testTexts?.includes('To the page'), null, {
        timeout: patienceMs,
    });
}
