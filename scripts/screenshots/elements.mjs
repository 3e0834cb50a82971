// The pictures in docs/elements.md: each element in light, dark, on a phone and right-to-left, on
// the page used by the tests of the elements.
import path from 'node:path';

/** @typedef {import('@playwright/test').Page} Page */

const conversation = 'thd_wedding';
/** Leaves a margin around an element, so that its edge is visible. */
const marginPx = 12;
const wide = { width: 1040, height: 680 };

const english = {
    reply: 'We do: pasta, fruit, and ice cream for those who finish.',
    thanks: 'Perfect, thank you!',
    failed: 'One more question: is there parking?',
};
const arabic = {
    reply: 'نعم: معكرونة وفواكه، وآيس كريم لمن ينهي طبقه.',
    thanks: 'ممتاز، شكرًا لكم!',
    failed: 'سؤال أخير: هل يوجد موقف سيارات؟',
};

/** @typedef {{ name: string, query: string, texts: typeof english, browser: object }} Variant */

/** @type {readonly Variant[]} */
const variants = [
    {
        name: 'light',
        query: '',
        texts: english,
        browser: { viewport: wide, colorScheme: 'light' },
    },
    { name: 'dark', query: '', texts: english, browser: { viewport: wide, colorScheme: 'dark' } },
    {
        name: 'phone',
        query: '?language=de',
        texts: english,
        browser: {
            viewport: { width: 375, height: 1000 },
            deviceScaleFactor: 2,
            colorScheme: 'light',
            isMobile: true,
            hasTouch: true,
        },
    },
    {
        name: 'rtl',
        query: '?language=ar',
        texts: arabic,
        browser: { viewport: wide, colorScheme: 'light' },
    },
];

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {(name: string, picture: Buffer) => void} keep
 */
export async function takeElements(browser, keep) {
    // These need npm packages.
    const { tsImport } = await import('tsx/esm/api');
    const { startReferenceServer } = await tsImport(
        '../../tests/e2e/support/servers.js',
        import.meta.url,
    );
    const { signIn } = await tsImport('../../tests/server/support.ts', import.meta.url);
    for (const variant of variants) {
        const server = await startReferenceServer();
        try {
            const bloom = await signIn(server, 'usr_bloom');
            const page = await enter(browser, server.url, variant);
            await chat(page, bloom, variant.texts);
            const take = async (/** @type {string} */ element) => {
                const name = path.join('elements', `${element}-${variant.name}.png`);
                keep(name, await pictureOf(page, `messaging-${element}`));
            };
            for (const element of ['status', 'inbox', 'typing', 'thread']) await take(element);
            await inspect(page);
            await take('inspector');
            await page.context().close();
        } finally {
            await server.close();
        }
    }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} baseURL
 * @param {Variant} variant
 */
async function enter(browser, baseURL, variant) {
    const options = { baseURL, reducedMotion: /** @type {const} */ ('reduce'), ...variant.browser };
    const context = await browser.newContext(options);
    await context.request.post('/api/auth/login', { data: { userId: 'usr_alice' } });
    const page = await context.newPage();
    await page.goto(`/e2e/elements.html${variant.query}`);
    await page.locator(`.inbox-item[data-conversation-id="${conversation}"]`).click();
    await page.locator('.message').first().waitFor();
    return page;
}

/**
 * @param {Page} page
 * @param {any} bloom
 * @param {typeof english} texts
 */
async function chat(page, bloom, texts) {
    const wire = await bloom.subscribe(conversation);
    await bloom.send(conversation, texts.reply);
    await page.locator('.message.other').nth(1).waitFor();
    await write(page, texts.thanks);
    await page.locator('.message.own[data-state="sent"]').nth(1).waitFor();
    await bloom.post(`/api/messages/${conversation}/read`, { userId: bloom.id });
    await page.locator('.message.own[data-state="read"]').nth(2).waitFor();
    await page.route(`**/api/messages/${conversation}`, (route) =>
        route.fulfill({ status: 400, json: { error: 'Refused' } }),
    );
    await write(page, texts.failed);
    await page.locator('.message.own[data-state="failed"]').waitFor();
    await page.locator('.messaging-toast').waitFor();
    await page.locator('.messaging-toast-close').click();
    await page.locator('textarea').blur();
    wire.socket.emit('typing', { conversationId: conversation, isTyping: true });
    await page.locator('messaging-typing .typing').waitFor();
}

/** Adds an inspector, which the page does not have. @param {Page} page */
async function inspect(page) {
    await page.evaluate(() => {
        document
            .querySelector('main')
            ?.replaceChildren(document.createElement('messaging-inspector'));
    });
    await page.locator('.inputs li').first().waitFor();
    await page.locator('.fact', { hasText: 'requests' }).waitFor();
}

/** @param {Page} page @param {string} text */
async function write(page, text) {
    await page.locator('textarea').fill(text);
    await page.locator('textarea').press('Enter');
}

/** @param {Page} page @param {string} selector */
async function pictureOf(page, selector) {
    const box = await page.locator(selector).boundingBox();
    if (!box) throw new Error(`${selector} is not on the page`);
    // Within the thread, other content surrounds it.
    const margin = selector === 'messaging-typing' ? 0 : marginPx;
    const clip = {
        x: Math.max(0, box.x - margin),
        y: Math.max(0, box.y - margin),
        width: box.width + 2 * margin,
        height: box.height + 2 * margin,
    };
    return page.screenshot({ clip });
}
