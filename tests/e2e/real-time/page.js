import {
    expectStatus,
    itemSelector,
    messageRow,
    openConversation,
    write,
} from '../support/dashboard.js';
import { expect, test } from '../support/test.ts';

const wedding = 'thd_wedding';

test('every selector used by existing tests finds an element', async ({ server, enter }) => {
    const alice = await enter(server, 'usr_alice');
    const bloom = await enter(server, 'usr_bloom');
    const health = await alice.request.get('/socket.io/?EIO=4&transport=polling');
    expect([200, 400]).toContain(health.status());
    await openConversation(bloom, wedding);
    await write(bloom, 'Something unread');
    const badge = alice.locator('.badge, .notification-count, [data-unread]').first();
    await expect(badge).toHaveText(/\d/);
    const list = [
        'a[href*="message"], :text("Messages")',
        '.thread, .conversation, .message-thread, [data-thread-id]',
        '.online-indicator, .status-indicator, [data-status]',
        '.timestamp, .message-time, time',
        '.messages, .chat, [role="main"]',
        '.participant, .user-name, .avatar',
        '#threads-cust .thread-list > .thread-item[data-conversation-id]',
        '#unreadMessageBadge',
    ];
    for (const selector of list) {
        await expect(alice.locator(selector).first(), selector).toBeVisible();
    }
    await expect(alice.getByRole('link', { name: 'Messages' })).toBeVisible();
    await openConversation(alice, wedding);
    const conversation = [
        '.modal-overlay.active > .modal',
        '.modal-close',
        '#conversationMessages',
        '#sendMessageForm',
        'textarea[placeholder*="message"], input[placeholder*="message"], .message-input',
        'textarea#messageInput[aria-label]',
        'button[type=submit]',
        '.timestamp, .message-time, time',
        '.read-indicator, .message-status, [data-read]',
        '.messages, .chat-messages, .message-list',
        '.participant, .user-name, .avatar',
    ];
    for (const selector of conversation) {
        const found = alice.locator(selector).filter({ visible: true });
        await expect(found.first(), selector).toBeVisible();
    }
    await expect(alice.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
    const present = [
        '.typing-indicator, [data-typing]',
        '.notification, .toast, [role="alert"], [aria-live="polite"]',
        '#typingIndicatorContainer',
    ];
    for (const selector of present) await expect(alice.locator(selector)).not.toHaveCount(0);
    await expect(bloom.locator('#threads-sup .thread-item')).toHaveCount(2);
});

test('opening, writing and closing work with the keyboard alone', async ({ server, enter }) => {
    const alice = await enter(server, 'usr_alice');
    const item = alice.locator(itemSelector(wedding));
    await expect(item).toBeVisible();
    for (let tab = 0; tab < 12; tab++) {
        await alice.keyboard.press('Tab');
        if (await item.evaluate((node) => node === document.activeElement)) break;
    }
    await expect(item).toBeFocused();
    await alice.keyboard.press('Enter');
    await expect(alice.getByRole('dialog', { name: 'Bloom & Vine Catering' })).toBeVisible();
    await expect(alice.locator('#messageInput')).toBeFocused();
    await alice.keyboard.type('First line');
    await alice.keyboard.press('Shift+Enter');
    await alice.keyboard.type('second line');
    await alice.keyboard.press('Enter');
    await expect(alice.locator('.message-text').last()).toHaveText('First line\nsecond line');
    await expect(alice.locator('#messageInput')).toHaveValue('');
    await expect(alice.locator('#messageInput')).toBeFocused();
    await alice.keyboard.press('Escape');
    await expect(alice.locator('.modal')).toHaveCount(0);
    await expect(item).toBeFocused();
});

test('on a phone, the conversation fills the screen without horizontal scrolling', async ({
    server,
    enter,
}) => {
    const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
    const alice = await enter(server, 'usr_alice', { browser: phone });
    const sideways = () => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
    };
    await expectStatus(alice, 'Online');
    expect(await alice.evaluate(sideways)).toBe(0);
    await alice.locator(itemSelector(wedding)).tap();
    await expect(alice.locator('.bubble').first()).toBeVisible();
    await alice.locator('#messageInput').fill(`Long${'w'.repeat(200)}word`);
    const send = alice.getByRole('button', { name: 'Send', exact: true });
    await expect(send).toBeInViewport({ ratio: 1 });
    const box = await send.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);
    await send.tap();
    await expect(alice.locator('.message.own').last()).toBeInViewport();
    expect(await alice.evaluate(sideways)).toBe(0);
    const modal = await alice.locator('.modal').boundingBox();
    expect(modal?.width).toBe(360);
    // The phone's back button returns to the list.
    await alice.goBack();
    await expect(alice.locator('.modal')).toHaveCount(0);
    await expect(alice.locator(itemSelector(wedding))).toBeVisible();
});

test('typed text survives closing the dialog and a refused send', async ({ server, enter }) => {
    const alice = await enter(server, 'usr_alice');
    await openConversation(alice, wedding);
    await alice.locator('#messageInput').fill('half a thought');
    await alice.locator('.modal-close').click();
    await expect(alice.locator(itemSelector(wedding))).toContainText('Draft: half a thought');
    await openConversation(alice, wedding);
    await expect(alice.locator('#messageInput')).toHaveValue('half a thought');
    await alice.route('**/api/messages/thd_wedding', (route) =>
        route.request().method() === 'POST'
            ? route.fulfill({ status: 400, json: { error: 'Not like this' } })
            : route.fallback(),
    );
    await write(alice, 'a refused one');
    const row = messageRow(alice, 'a refused one');
    await expect(row).toHaveAttribute('data-state', 'failed');
    await expect(alice.locator('.messaging-toast-text')).toHaveText(
        'Failed to send message. Please try again.',
    );
    await alice.unroute('**/api/messages/thd_wedding');
    await row.getByRole('button', { name: 'Retry' }).click();
    await expect(row).toHaveAttribute('data-state', 'sent');
    await expect(row).toHaveCount(1);
});
