import { arrive, arriveAndFollow, wedding } from '../support/people.js';
import { refuseSockets } from '../support/servers.js';
import { expect, test } from '../support/test.ts';
import { configure, connect, waitForOffline } from '../support/test_page.js';

test('old-6C-19 the page’s own indicator keeps its classes and role and is a live region', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    await page.evaluate(() => {
        const host = document.createElement('div');
        host.className = 'host big';
        host.setAttribute('role', 'note');
        host.dataset.messagingStatus = '';
        document.body.append(host);
    });
    await connect(page);
    const host = page.locator('[data-messaging-status]');
    await expect(host).toHaveClass(
        'host big messaging-connection-status messaging-connection-status--online',
    );
    await expect(host).toHaveAttribute('role', 'note');
    await expect(host).toHaveAttribute('aria-live', 'polite');
    refuseSockets(server);
    await waitForOffline(page);
    await expect(host).toHaveClass(
        'host big messaging-connection-status messaging-connection-status--offline',
    );
    await expect(page.locator('.messaging-connection-status')).toHaveCount(1);
});

test('old-6C-19 our style names are all prefixed, and the indicator covers no toast', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => {
        delete window.system._link.options.toast;
        window.manager.createTypingIndicator('#typing-place');
    });
    refuseSockets(server);
    const toast = page.locator('.messaging-toast');
    await expect(toast).toBeVisible();
    const [notice, sign] = await Promise.all([
        toast.boundingBox(),
        page.locator('.messaging-connection-status').boundingBox(),
    ]);
    if (!notice || !sign) throw new Error('Both are on the page');
    const apart =
        notice.x + notice.width <= sign.x ||
        sign.x + sign.width <= notice.x ||
        notice.y + notice.height <= sign.y ||
        sign.y + sign.height <= notice.y;
    expect(apart).toBe(true);
    const names = await page.evaluate(() => {
        /** @type {string[]} */
        const found = [];
        const read = (/** @type {CSSRuleList} */ rules) => {
            for (const rule of rules) {
                if (rule instanceof CSSKeyframesRule) found.push(rule.name);
                else if (rule instanceof CSSStyleRule) found.push(...rule.selectorText.split(','));
                else if (rule instanceof CSSMediaRule) read(rule.cssRules);
            }
        };
        for (const sheet of document.adoptedStyleSheets) read(sheet.cssRules);
        return found.map((name) => name.trim());
    });
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(name).toMatch(/messaging-/);
    await expect(page.locator('style')).toHaveCount(0);
});

test('old-6C-20 no earlier typing name is shown, and only a badge in the page is updated', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    const said = await page.evaluate(() => {
        const { manager } = window;
        const indicator = manager.createTypingIndicator('#typing-place');
        manager.showTypingIndicator(indicator, 'John <Doe> $&');
        const first = indicator?.querySelector('.typing-text')?.textContent;
        manager.showTypingIndicator(indicator);
        return [first, indicator?.querySelector('.typing-text')?.textContent];
    });
    expect(said).toEqual(['John <Doe> $& is typing...', 'typing...']);
    const badges = await page.evaluate(() => {
        const { manager } = window;
        const add = (/** @type {string} */ id) => {
            const badge = document.createElement('span');
            badge.id = id;
            document.body.append(badge);
            return badge;
        };
        const dashboard = add('unreadMessageBadge');
        manager.updateBadge(3);
        const first = dashboard.textContent;
        dashboard.remove();
        const other = add('unread-badge');
        manager.updateBadge(4);
        return [first, dashboard.textContent, other.textContent];
    });
    expect(badges).toEqual(['3', '3', '4']);
});

test('old-6C-19 reduced motion disables the animations', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', {
        path: '/e2e/page.html',
        browser: { reducedMotion: 'reduce' },
    });
    await configure(page);
    await connect(page);
    await page.evaluate((id) => {
        window.manager.showTypingIndicator(window.manager.createTypingIndicator('#typing-place'));
        window.follow(id);
    }, wedding);
    await expect(page.locator('.typing-indicator')).toBeVisible();
    for (const selector of ['.typing-dot', '.status-dot']) {
        await expect(page.locator(selector).first()).toHaveCSS('animation-name', 'none');
    }
});
