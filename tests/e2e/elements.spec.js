// The custom elements on a page under a strict policy, against the real server.
import { signIn } from '../server/support.ts';
import {
    addHistory,
    arriveAtElements,
    choose,
    elementsPath,
    input,
    item,
    items,
    row,
    writeInThread,
} from './support/elements_page.js';
import { noteReadAloud, readAloud } from './support/live_region.js';
import { alice, bloom, tasting, wedding } from './support/people.js';
import { refuseSockets } from './support/servers.js';
import { expect, test } from './support/test.ts';

test('a message sent by one user is shown to the other and read', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    const other = await enter(server, bloom.id, { path: `${elementsPath}?user=${bloom.id}` });
    await choose(page, wedding);
    await choose(other, wedding);
    await writeInThread(page, 'Hello from a custom element');
    await expect(row(other, 'Hello from a custom element')).toHaveClass(/other/);
    await expect(row(page, 'Hello from a custom element')).toHaveAttribute('data-state', 'read');
    await expect(item(page, wedding)).toContainText('You:\u00a0Hello from a custom element');
    expect(await page.evaluate(() => window.testSelections)).toEqual([wedding]);
});

test('under a strict policy the elements escape HTML and use no inline styles', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await writeInThread(page, '<b onclick="alert(1)">bold</b>');
    await expect(row(page, '<b onclick="alert(1)">bold</b>')).toBeVisible();
    const styled = await page.evaluate(() => {
        const roots = [...document.querySelectorAll('*')].flatMap((one) => one.shadowRoot ?? []);
        return roots.flatMap((root) => [...root.querySelectorAll('[style], style, b')]).length;
    });
    expect(styled).toBe(0);
});

test('without constructable style sheets a link loads the styles', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server, {
        before: (fresh) =>
            fresh.addInitScript(() =>
                Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync'),
            ),
    });
    await expect(page.locator('.inbox-item').first()).toHaveCSS('display', 'grid');
    await expect(page.locator('messaging-inbox link[rel=stylesheet]')).toHaveCount(1);
});

test('a refused message can be sent again, and another discarded', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await page.route(`**/api/messages/${wedding}`, (route) =>
        route.request().method() === 'POST'
            ? route.fulfill({ status: 400, json: { error: 'Not like this' } })
            : route.fallback(),
    );
    await writeInThread(page, 'refused once');
    await writeInThread(page, 'refused for good');
    await expect(row(page, 'refused once')).toHaveAttribute('data-state', 'failed');
    await expect(row(page, 'refused once')).toContainText('Not sent');
    await row(page, 'refused for good').getByRole('button', { name: 'Discard' }).click();
    await expect(row(page, 'refused for good')).toHaveCount(0);
    await page.unroute(`**/api/messages/${wedding}`);
    await row(page, 'refused once').getByRole('button', { name: 'Retry' }).click();
    await expect(row(page, 'refused once')).toHaveAttribute('data-state', 'sent');
    await expect(input(page)).toBeFocused();
});

test('a text that is too long is not cut, and is sent once it is short enough', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const text = `start ${'x'.repeat(10_000)} end`;
    await input(page).evaluate((node, pasted) => {
        node.focus();
        document.execCommand('insertText', false, pasted);
    }, text);
    const excess = page.locator('.excess');
    await expect(excess).toHaveText('Too long to be sent: 10,010 / 10,000 characters');
    await input(page).press('Enter');
    await expect(input(page)).toHaveValue(text);
    await writeInThread(page, text.slice(10));
    await expect(row(page, text.slice(10))).toHaveAttribute('data-state', 'sent');
    await expect(excess).toBeHidden();
});

test('older messages are added at the top without moving the visible ones', async ({
    server,
    enter,
}) => {
    await addHistory(server);
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const log = page.locator('.log');
    const placeOf = (/** @type {string} */ text) =>
        row(page, text).evaluate((node) => node.getBoundingClientRect().top);
    const first = (await page.locator('.text').first().textContent()) ?? '';
    await expect(row(page, 'Older 0')).toHaveCount(0);
    let answer = () => {};
    const measured = new Promise((resolve) => {
        answer = () => resolve(null);
    });
    await page.route('**/api/messages/*?before=*', async (route) => {
        await measured;
        await route.fallback();
    });
    await log.evaluate((node) => node.scrollTo(0, 10));
    await expect(page.locator('.older')).toBeVisible();
    const before = await placeOf(first);
    answer();
    await expect(row(page, 'Older 0')).toHaveCount(1);
    await expect(page.locator('.older')).toBeHidden();
    expect(Math.abs((await placeOf(first)) - before)).toBeLessThan(2);
});

test('only new messages are read aloud', async ({ server, enter }) => {
    await addHistory(server);
    const page = await arriveAtElements(enter, server);
    await item(page, wedding).click();
    const log = page.locator('.log');
    await noteReadAloud(log);
    await expect(page.locator('.message').first()).toBeVisible();
    await expect(log).toHaveAttribute('aria-live', 'polite');
    await log.evaluate((node) => node.scrollTo(0, 10));
    await expect(row(page, 'Older 0')).toHaveCount(1);
    await expect(log).toHaveAttribute('aria-live', 'polite');
    expect(await readAloud(page)).toEqual([]);
    const supplier = await signIn(server, bloom.id);
    await supplier.send(wedding, 'News');
    await expect(row(page, 'News')).toHaveCount(1);
    const read = await readAloud(page);
    expect(read.filter((text) => text.includes('News'))).toHaveLength(1);
});

test('an empty conversation says so, and its log is live for the first message', async ({
    server,
    enter,
}) => {
    const participants = [
        { userId: alice.id, profileId: null, role: 'customer', name: 'Alice Martin' },
        { userId: bloom.id, profileId: null, role: 'supplier', name: 'Bloom & Vine' },
    ];
    const id = 'thd_empty';
    await server.store.createConversation({ id, subject: 'Nothing', participants });
    const page = await arriveAtElements(enter, server, { conversations: 4 });
    await item(page, id).click();
    await expect(page.locator('messaging-thread .notice')).toHaveText('No messages yet');
    await expect(page.locator('.log')).toHaveAttribute('aria-live', 'polite');
    const supplier = await signIn(server, bloom.id);
    await supplier.send(id, 'The first one');
    await expect(row(page, 'The first one')).toHaveClass(/other/);
    await expect(page.locator('.log')).toHaveAttribute('aria-live', 'polite');
});

test('a button announces messages below the view and jumps to them', async ({ server, enter }) => {
    await addHistory(server, 40);
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await page.locator('.log').evaluate((node) => node.scrollTo(0, 400));
    const supplier = await signIn(server, bloom.id);
    await supplier.send(wedding, 'News');
    const jump = page.getByRole('button', { name: '1 new message' });
    await expect(jump).toBeVisible();
    await expect(row(page, 'News')).not.toBeInViewport();
    await jump.click();
    await expect(row(page, 'News')).toBeInViewport();
    await expect(jump).toBeHidden();
});

test('a short disconnection is shown but not announced; an outage is, after 3 s', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    const region = page.locator('messaging-status .visually-hidden');
    const visible = page.locator('messaging-status .status');
    const allow = refuseSockets(server);
    await expect(visible).not.toHaveAttribute('data-state', 'online');
    allow();
    await expect(visible).toHaveText('Online');
    await expect(region).toHaveText('');
    const lost = Date.now();
    refuseSockets(server);
    await expect(region).not.toHaveText('');
    expect(Date.now() - lost).toBeGreaterThan(2900);
    // The manager's own indicator would repeat the same state.
    await expect(page.locator('.messaging-connection-status').first()).toBeHidden();
    await expect(page.locator('body > .messaging-connection-status')).toHaveCount(0);
});

test('repeated typing is shown with the name, and announced once', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const line = page.locator('messaging-typing');
    const wire = await (await signIn(server, bloom.id)).subscribe(wedding);
    await page.evaluate(() => {
        const thread = document.querySelector('messaging-thread')?.shadowRoot;
        const root = thread?.querySelector('messaging-typing')?.shadowRoot;
        const region = root?.querySelector('[role=status]');
        window.testTold = [];
        new MutationObserver(() => {
            if (region?.textContent) window.testTold.push(region.textContent);
        }).observe(/** @type {Node} */ (region), { childList: true });
    });
    for (let time = 0; time < 3; time++) {
        wire.socket.emit('typing', { conversationId: wedding, isTyping: true });
        await expect(line.locator('.typing')).toBeVisible();
        wire.socket.emit('typing', { conversationId: wedding, isTyping: false });
        await expect(line.locator('.typing')).toBeHidden();
    }
    const words = 'Bloom & Vine Catering is typing...';
    await expect(line.locator('.typing-text')).toHaveText(words);
    expect(await page.evaluate(() => window.testTold)).toEqual([words]);
});

test('strings bring plurals and dates of their language, and can be replaced', async ({
    server,
    enter,
}) => {
    const supplier = await signIn(server, bloom.id);
    await supplier.send(tasting, 'And a table outdoors.');
    // After midnight, the messages that the demo begins with are yesterday's.
    await supplier.send(wedding, 'Until today.');
    const page = await arriveAtElements(enter, server, { language: 'ar' });
    await expect(page.locator('.status')).toHaveText('متصل');
    await expect(item(page, tasting).locator('.badge')).toContainText('رسالتان غير مقروءتين');
    await choose(page, wedding);
    await expect(page.locator('.day').last()).toHaveText('اليوم');
    await input(page).fill('kept');
    await page.evaluate(async () => {
        const url = '/strings/de.js';
        window.elements.setStrings((await import(url)).default);
    });
    await expect(page.locator('.status')).toHaveText('Online');
    await expect(page.getByRole('button', { name: 'Senden' })).toBeVisible();
    await expect(page.locator('.day').last()).toHaveText('Heute');
    await expect(input(page)).toHaveValue('kept');
    await page.evaluate(() => {
        const thread = document.querySelector('messaging-thread');
        if (thread) thread.strings = { send: 'Ab damit' };
    });
    await expect(page.getByRole('button', { name: 'Ab damit' })).toBeVisible();
});

test('a right-to-left page mirrors the layout, and texts keep their own direction', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server, { language: 'ar' });
    await choose(page, wedding);
    await writeInThread(page, 'مرحبا');
    await writeInThread(page, 'Hello');
    const left = (/** @type {string} */ text) =>
        row(page, text)
            .locator('.bubble')
            .evaluate((node) => node.getBoundingClientRect().left);
    const log = await page.locator('.log').boundingBox();
    // Own messages are at the end of the line, which is on the left.
    expect((await left('Hello')) - (log?.x ?? 0)).toBeLessThan(30);
    await expect(row(page, 'مرحبا').locator('.text')).toHaveCSS('direction', 'rtl');
    await expect(row(page, 'Hello').locator('.text')).toHaveCSS('direction', 'ltr');
    const [avatar, name] = await Promise.all([
        items(page).first().locator('.avatar').boundingBox(),
        items(page).first().locator('.inbox-name').boundingBox(),
    ]);
    expect(avatar?.x ?? 0).toBeGreaterThan(name?.x ?? 0);
    const sideways = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
    });
    expect(sideways).toBe(0);
});

test('an element uses the system in its property until it is removed from the page', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await page.evaluate(
        ([user, id]) => {
            const system = new window.messaging.MessagingSystem({ user, shared: false });
            const thread = document.createElement('messaging-thread');
            thread.id = 'second';
            Object.assign(thread, { system, conversationId: id });
            document.querySelector('main')?.append(thread);
            Object.assign(window, { testSystem: system });
        },
        /** @type {const} */ ([alice, tasting]),
    );
    await expect(page.locator('#second .message')).toHaveCount(3);
    const following = () => page.evaluate(() => window.testSystem.messageCallbacks.size);
    expect(await following()).toBe(1);
    expect(await page.evaluate(() => window.system.messageCallbacks.size)).toBe(0);
    await page.evaluate(() => {
        // Moving an element also disconnects it for a moment.
        document.querySelector('main')?.prepend(document.getElementById('second') ?? '');
    });
    await expect(page.locator('#second .message')).toHaveCount(3);
    await page.evaluate(() => document.getElementById('second')?.remove());
    await expect.poll(following).toBe(0);
});

test('after a change of user nothing of the previous user is shown', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await expect(page.locator('.message.own')).toHaveCount(2);
    const { cookies } = await signIn(server, bloom.id);
    const value = cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate((user) => void window.system.configure({ user }), bloom);
    await expect(items(page)).toHaveCount(2);
    await expect(items(page).first().locator('.inbox-name')).toHaveText('Alice Martin');
    await expect(page.locator('.message.own')).toHaveCount(1);
    await expect(page.locator('.message.other')).toHaveCount(2);
});

test('a conversation that failed to load shows an error and can be loaded again', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    const messages = `**/api/messages/${wedding}`;
    await page.route(messages, (route) => route.fulfill({ status: 500, json: {} }));
    await item(page, wedding).click();
    const notice = page.locator('messaging-thread').getByRole('alert');
    await expect(notice).toContainText('Unable to load messages');
    // The system also retries by itself, so a reload alone would not prove the click.
    await page.evaluate(() => {
        const { system } = window;
        const { refresh } = system;
        system.refresh = () => {
            window.testRefreshed = true;
            refresh.call(system);
        };
    });
    await notice.getByRole('button', { name: 'Try again' }).click();
    expect(await page.evaluate(() => window.testRefreshed)).toBe(true);
    await page.unroute(messages);
    await expect(page.locator('.message')).toHaveCount(3);
});

test('an inaccessible conversation has neither a retry button nor a message box', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await page.evaluate(() => {
        const thread = document.querySelector('messaging-thread');
        thread?.setAttribute('conversation-id', 'thd_nothing');
    });
    const thread = page.locator('messaging-thread');
    await expect(thread.getByRole('alert')).toHaveText('Unable to load messages');
    await expect(thread.getByRole('button')).toHaveCount(0);
    await expect(input(page)).toBeHidden();
    await choose(page, wedding);
    await expect(input(page)).toBeVisible();
});

test('importing the elements again from another URL does not redefine them', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    const same = await page.evaluate(async () => {
        const before = customElements.get('messaging-thread');
        const url = '/elements.js?again';
        await import(url);
        return customElements.get('messaging-thread') === before;
    });
    expect(same).toBe(true);
});
