// `npm run screenshots`: the pictures in README.md and docs/elements.md, taken of two people
// chatting on the real pages with the real server.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDist } from './build.mjs';
import { takeElements } from './screenshots/elements.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

/** Keeps the README fast to load. */
const bytesMax = 150 * 1024;

const conversation = 'thd_wedding';

const wide = {
    userId: 'usr_alice',
    path: '/dashboard-customer.html',
    browser: { viewport: { width: 1200, height: 760 }, colorScheme: 'light' },
};
const phone = {
    userId: 'usr_bloom',
    path: '/dashboard-supplier.html',
    browser: {
        viewport: { width: 390, height: 664 },
        deviceScaleFactor: 2,
        colorScheme: 'dark',
        isMobile: true,
        hasTouch: true,
    },
};

/** Takes the pictures with the current files of dist/. */
async function takeScreenshots() {
    // These need npm packages.
    const { chromium } = await import('@playwright/test');
    const { default: config } = await import('../tests/e2e/playwright.config.js');
    const { tsImport } = await import('tsx/esm/api');
    const { createReferenceServer } = await tsImport(
        '../server/reference_server.ts',
        import.meta.url,
    );
    const server = await createReferenceServer({ port: 0, database: ':memory:' });
    const browser = await chromium.launch(config.use?.launchOptions ?? {});
    try {
        const alice = await enter(browser, server.url, wide);
        const bloom = await enter(browser, server.url, phone);
        await chat(alice, bloom);
        await type(bloom, 'Shall we put the ch');
        await see(alice, '.typing-indicator');
        await take(alice, 'customer-wide-light.png');
        await write(bloom, 'Shall we put the children at a table of their own?');
        await type(alice, 'Yes, ');
        await see(bloom, '.typing-indicator');
        await take(bloom, 'supplier-phone-dark.png');
        await takeElements(browser, keep);
    } finally {
        await browser.close();
        await server.close();
    }
}

/**
 * @typedef {import('@playwright/test').Page} Page
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {typeof wide | typeof phone} person
 */
async function enter(browser, url, person) {
    const options = /** @type {import('@playwright/test').BrowserContextOptions} */ (
        person.browser
    );
    const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
    const { userId } = person;
    await context.request.post('/api/auth/login', { data: { userId } });
    const page = await context.newPage();
    await page.goto(person.path);
    await page.locator(`.thread-item[data-conversation-id="${conversation}"]`).click();
    await see(page, '.messaging-connection-status--online', 'attached');
    await see(page, '.message');
    return page;
}

/** @param {Page} alice @param {Page} bloom */
async function chat(alice, bloom) {
    await write(bloom, 'We do: pasta, fruit, and ice cream for those who finish.');
    await write(alice, 'Perfect. There will be nine of them.');
    await write(bloom, 'Noted. They can eat half an hour earlier, while you take the photographs.');
    await write(alice, 'That would be wonderful, thank you!');
    await see(alice, '.message.own[data-state="read"]:last-of-type');
}

/** @param {Page} page @param {string} text */
async function type(page, text) {
    await page.locator('#messageInput').pressSequentially(text);
}

/** Sends, and waits until the other person has read it. @param {Page} page @param {string} text */
async function write(page, text) {
    await page.locator('#messageInput').fill(text);
    await page.locator('#messageInput').press('Enter');
    const row = page.locator('.message.own', { hasText: text });
    await row.and(page.locator('[data-state="read"]')).waitFor();
}

/** @param {Page} page @param {string} selector @param {'visible' | 'attached'} [state] */
async function see(page, selector, state = 'visible') {
    await page.locator(selector).first().waitFor({ state });
}

/** @param {Page} page @param {string} name */
async function take(page, name) {
    keep(name, await page.screenshot());
}

/** @param {string} name @param {Buffer} picture */
function keep(name, picture) {
    const file = path.join(projectFolder, 'docs/images', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, picture);
    const { length } = picture;
    console.log(`docs/images/${name}: ${(length / 1024).toFixed(0)} KB`);
    if (length > bytesMax)
        throw new SetupError(`${name} has ${length} bytes; at most ${bytesMax}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    await runMain(async () => {
        await setUp({ packages: ['browser'] });
        await buildDist();
        await takeScreenshots();
    });
}
