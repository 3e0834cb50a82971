import { newConversation, newcomer, signIn } from '../../server/support.ts';
import {
    expectStatus,
    itemSelector,
    messageRow,
    openConversation,
    write,
} from '../support/dashboard.js';
import { expect, test } from '../support/test.ts';

const wedding = 'thd_wedding';
const customerPage = '/dashboard-customer.html';

test('two tabs of one user show the same and treat each other as the same user', async ({
    server,
    enter,
    visit,
}) => {
    const first = await enter(server, 'usr_alice');
    const second = await visit(server, { context: first.context(), path: customerPage });
    const bloom = await enter(server, 'usr_bloom');
    await Promise.all([first, second, bloom].map((page) => openConversation(page, wedding)));
    await expectStatus(second, 'Online');
    await first.locator('#messageInput').pressSequentially('From the first tab');
    await expect(bloom.locator('.typing-indicator')).toBeVisible();
    await expect(second.locator('.typing-indicator')).toBeHidden();
    await first.locator('#messageInput').press('Enter');
    const row = messageRow(second, 'From the first tab');
    await expect(row).toHaveClass(/\bown\b/);
    await expect(row).toHaveCount(1);
    await write(bloom, 'To both tabs');
    for (const page of [first, second])
        await expect(messageRow(page, 'To both tabs')).toHaveCount(1);
    await expect(second.locator('.messaging-toast')).toHaveCount(0);
});

test('a signed-out page starts working once somebody signs in in another tab', async ({
    server,
    visit,
    enter,
}) => {
    const page = await visit(server, { path: customerPage });
    await expect(page.getByText('Sign in to view messages')).toBeVisible();
    const chooser = await visit(server, { context: page.context() });
    await chooser.locator('[data-user-id=usr_alice]').click();
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const bloom = await enter(server, 'usr_bloom');
    await openConversation(bloom, wedding);
    await write(bloom, 'Welcome');
    await expect(messageRow(page, 'Welcome')).toBeVisible();
});

test('after a sign-out, the next user of the page sees nothing of the previous one', async ({
    server,
    enter,
    visit,
}) => {
    const dora = await newcomer(server, { name: 'Dora' });
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    await write(page, 'Between us');
    await expect(messageRow(page, 'Between us')).toHaveAttribute('data-state', 'sent');
    await page.locator('#messageInput').fill('a draft of Alice');
    await expectStatus(page, 'Online');
    const other = await visit(server, { context: page.context(), path: customerPage });
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.waitForURL('**/');
    await expect(page.getByText('Sign in to view messages')).toBeVisible();
    // No socket is left in Alice's room.
    await expect
        .poll(async () => (await server.io.in('messaging:user:usr_alice').fetchSockets()).length)
        .toBe(0);
    await page.context().addCookies([
        {
            name: 'token',
            value: dora.cookies.get('token') ?? '',
            url: server.url,
            httpOnly: true,
        },
    ]);
    await page.bringToFront();
    await page.evaluate(() => void window.dispatchEvent(new Event('focus')));
    await expect(page.locator('.account-name')).toHaveText('Dora');
    await expect(page.getByText('No messages yet')).toBeVisible();
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'Only for Alice');
    const conversation = await newConversation(server, [dora, bloom]);
    await bloom.send(conversation, 'For Dora');
    await expect(page.locator(itemSelector(conversation))).toContainText('For Dora');
    await openConversation(page, conversation);
    await expect(page.locator('#messageInput')).toHaveValue('');
    const everything = await page.locator('body').innerHTML();
    const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    for (const text of ['Between us', 'a draft of Alice', 'Only for Alice', 'Alice Martin']) {
        expect(everything).not.toContain(text);
        expect(kept).not.toContain(text);
    }
});

test('markup in messages, names, previews and ids is treated as plain text', async ({
    server,
    enter,
}) => {
    const evil = [
        '<img src=x onerror="window.testHacked = 1">',
        '<script>window.testHacked = 1</script>',
        '"><svg onload=window.testHacked=1>',
        '&lt;b&gt;not bold&lt;/b&gt; &amp; &quot;',
        '{{constructor.constructor("window.testHacked=1")()}}',
        'javascript:window.testHacked=1',
    ];
    const mallory = await newcomer(server, { name: '<b onclick=1>Mallory</b>', role: 'supplier' });
    const alice = await signIn(server, 'usr_alice');
    const id = `a"b'<i>&\\ü/?#%`;
    await newConversation(server, [alice, mallory], { id });
    for (const text of evil) {
        expect((await mallory.send(encodeURIComponent(id), text)).status).toBe(201);
    }
    const page = await enter(server, 'usr_alice');
    const item = page.locator('.thread-item').first();
    await expect(item).toHaveAttribute('data-conversation-id', id);
    await expect(item.locator('.thread-name')).toHaveText('<b onclick=1>Mallory</b>');
    await expect(item.locator('.thread-preview')).toHaveText(evil.at(-1) ?? '');
    await item.click();
    for (const text of evil) await expect(messageRow(page, text)).toHaveCount(1);
    await write(page, evil[0] ?? '');
    await expect(messageRow(page, evil[0] ?? '')).toHaveCount(2);
    await expect(page.locator('.message-text *, .thread-item b, .message script')).toHaveCount(0);
    expect(await page.evaluate(() => window.testHacked)).toBeUndefined();
    // The id stays one segment of the URL when the page is reloaded with it.
    await page.reload();
    await expect(messageRow(page, evil[1] ?? '')).toHaveCount(1);
});
