// Pages written against messaging.js 1.1.0 work: every export, method, property, event, constant.
import { signIn } from '../server/support.ts';
import { expect, test } from './support/test.ts';
import { watchEmits } from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

const wedding = 'thd_wedding';
const path = '/e2e/old-client.html';

/** @param {Page} page */
async function begin(page) {
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate((id) => window.startOldPage(id), wedding);
    await page.waitForFunction(() => window.old.messagingSystem.isConnected);
    await page.waitForFunction(() => window.old.shown.messages !== null);
}

/** @param {Page} page @param {string} name @returns {Promise<any[]>} */
const seen = (page, name) =>
    page.evaluate((wanted) => {
        /** @type {Array<[name: string, detail: any]>} */
        const all = window.old.seen;
        return all.filter(([event]) => event === wanted).map(([, detail]) => detail);
    }, name);

test('exports, methods and initial properties are those of v1.1.0', async ({ server, visit }) => {
    const page = await visit(server, { path });
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    const found = await page.evaluate(async () => {
        const url = '/messaging.js';
        const { default: system, ...named } = await import(url);
        const { MessagingManager, messagingManager: manager } = named;
        const fresh = new system.constructor();
        const plain = (/** @type {unknown} */ value) => {
            if (value instanceof Set || value instanceof Map) {
                return `${value.constructor.name} ${value.size}`;
            }
            return value;
        };
        const systemNames = `pollingIntervals apiBase badgeElement lastUnreadCount
            _pollingNotificationShown _unreadErrorLogged socket isConnected activeConversations
            conversationCallbacks messageCallbacks typingTimeouts _socketInitialized
            _hasDisconnected _typingDebounceTimers`.split(/\s+/);
        const managerNames = 'badgeElement lastUnreadCount typingUsers connectionStatusElement';
        const methods = (/** @type {object} */ object) =>
            Object.getOwnPropertyNames(Object.getPrototypeOf(object));
        return {
            isDefault: system === named['messagingSystem'],
            isManager: manager instanceof MessagingManager,
            shares: manager.messagingSystem === system,
            system: Object.fromEntries(systemNames.map((name) => [name, plain(fresh[name])])),
            manager: Object.fromEntries(
                managerNames.split(' ').map((name) => [name, plain(manager[name])]),
            ),
            systemMethods: methods(fresh),
            managerMethods: methods(manager),
            globals: ['messagingSystem', 'messagingManager', 'io'].filter((name) => name in window),
        };
    });
    expect(found.isDefault && found.isManager && found.shares).toBe(true);
    expect(found.globals).toEqual([]);
    expect(found.system).toEqual({
        pollingIntervals: [],
        apiBase: '/api',
        badgeElement: null,
        lastUnreadCount: -1,
        _pollingNotificationShown: false,
        _unreadErrorLogged: false,
        socket: null,
        isConnected: false,
        activeConversations: 'Set 0',
        conversationCallbacks: 'Map 0',
        messageCallbacks: 'Map 0',
        typingTimeouts: 'Map 0',
        _socketInitialized: false,
        _hasDisconnected: false,
        _typingDebounceTimers: 'Map 0',
    });
    expect(found.manager).toEqual({
        badgeElement: null,
        lastUnreadCount: 0,
        typingUsers: 'Map 0',
        connectionStatusElement: null,
    });
    const systemMethods = `initWebSocket connectWebSocket getUserFromStorage emitConnectionStatus
        handleNewMessage handleConversationUpdate handleTypingStatus handleMessageRead
        joinConversation leaveConversation sendTypingStatus startFallbackPolling
        stopFallbackPolling listenToUserConversations listenToMessages sendMessage
        markMessagesAsRead listenToUnreadCount fetchConversationsFromAPI fetchMessagesFromAPI
        sendMessageViaAPI markMessagesAsReadViaAPI fetchUnreadCountFromAPI formatTimestamp
        formatFullTimestamp cleanup`;
    const managerMethods = `constructor _setupEventListeners handleTypingStatus handleReadReceipt
        handleConnectionStatus updateConnectionIndicator getTypingUsers isTyping markMessagesAsRead
        refreshUnreadCount updateBadge animateBadge startUnreadCountPolling createTypingIndicator
        showTypingIndicator hideTypingIndicator`;
    expect(found.systemMethods).toEqual(expect.arrayContaining(systemMethods.split(/\s+/)));
    expect(found.managerMethods).toEqual(expect.arrayContaining(managerMethods.split(/\s+/)));
});

test('the flow of the old customer page runs unmodified', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    const { conversations, messages, unread } = await page.evaluate(() => window.old.shown);
    expect(conversations).toHaveLength(3);
    for (const conversation of conversations) {
        expect(conversation).toMatchObject({
            id: expect.any(String),
            supplierName: expect.any(String),
            customerName: 'Alice Martin',
            lastMessage: expect.any(String),
            lastMessageTime: expect.any(String),
            unreadCount: expect.any(Number),
            status: expect.any(String),
        });
    }
    expect(unread).toEqual(expect.any(Number));
    // Messages have the members that pages read as well as those that the server sent.
    expect(messages[0]).toMatchObject({
        message: 'Hi! We are about 80 people. Can you serve outdoors?',
        text: 'Hi! We are about 80 people. Can you serve outdoors?',
        senderType: 'customer',
        fromRole: 'customer',
        senderId: 'usr_alice',
        fromUserId: 'usr_alice',
        senderName: 'Alice Martin',
        timestamp: expect.any(String),
        createdAt: expect.any(String),
        sentAt: expect.any(String),
    });
    const id = await page.evaluate((to) => window.sendOld(to, 'By the old way'), wedding);
    expect(id).toMatch(/^msg_/);
    const last = () => page.evaluate(() => window.old.shown.messages.at(-1));
    await expect.poll(async () => (await last()).id).toBe(id);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'And an answer');
    await expect.poll(async () => (await last()).message).toBe('And an answer');
    expect(await page.evaluate(() => window.oldToasts)).toEqual([]);
    bloom.leave();
});

test('typing and read receipt events reach page and manager with the exact details', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    const bloom = await signIn(server, 'usr_bloom');
    const wire = await bloom.subscribe(wedding);
    const indicator = page.locator('#message-container .typing-indicator');
    await expect(indicator).toBeHidden();
    wire.emit('typing', { conversationId: wedding, isTyping: true });
    await expect(indicator.locator('.typing-text')).toHaveText('Supplier is typing...');
    await expect(indicator).toHaveCSS('display', 'inline-flex');
    await expect(indicator.locator('.typing-dot')).toHaveCount(3);
    const typing = await page.evaluate((id) => {
        const { messagingManager, manager } = window.old;
        return [messagingManager, manager].map((one) => [
            one.isTyping(id),
            one.getTypingUsers(id),
            one.getTypingUsers('another'),
        ]);
    }, wedding);
    expect(typing).toEqual([
        [true, ['usr_bloom'], []],
        [true, ['usr_bloom'], []],
    ]);
    wire.emit('typing', { conversationId: wedding, isTyping: false });
    await expect(indicator).toBeHidden();
    expect(await page.evaluate((id) => !window.old.manager.isTyping(id), wedding)).toBe(true);
    const userId = 'usr_bloom';
    expect(await seen(page, 'messaging:typing')).toEqual([
        { conversationId: wedding, userId, isTyping: true },
        { conversationId: wedding, userId, isTyping: false },
    ]);
    expect(await seen(page, 'messagingManager:typingUpdate')).toEqual([
        { conversationId: wedding, typingUserIds: [userId], isTyping: true },
        { conversationId: wedding, typingUserIds: [], isTyping: false },
    ]);
    const messageId = await page.evaluate((id) => window.sendOld(id, 'Seen?'), wedding);
    await bloom.post(`/api/messages/${wedding}/read`);
    const receipt = { conversationId: wedding, messageId, userId };
    await expect.poll(() => seen(page, 'messaging:read')).toEqual([receipt]);
    expect(await seen(page, 'messagingManager:readReceipt')).toEqual([receipt]);
    const [online, ...more] = await seen(page, 'messaging:connection');
    expect(more).toEqual([]);
    expect(online.status).toBe('online');
    expect(online.timestamp).toBeInstanceOf(Date);
    bloom.leave();
});

test('the documented events are sent to the server, auth and subscription first', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const before = async (/** @type {Page} */ page) => {
        emits = watchEmits(page);
    };
    const page = await enter(server, 'usr_alice', { path, before });
    await begin(page);
    expect(emits.slice(0, 2)).toEqual([
        { name: 'auth', data: { userId: 'usr_alice' } },
        { name: 'subscribe_conversation', data: { conversationId: wedding } },
    ]);
    const messageId = await page.evaluate((id) => window.sendOld(id, 'Hello'), wedding);
    await page.locator('#messageInput').pressSequentially('abc');
    await page.evaluate((id) => window.old.messagingSystem.leaveConversation(id), wedding);
    const sent = () => emits.map(({ name }) => name);
    await expect.poll(sent).toContain('unsubscribe_conversation');
    const typing = { conversationId: wedding, isTyping: true };
    expect(emits).toContainEqual({ name: 'typing', data: typing });
    expect(sent()).toContain('conversation:read');
    const hint = emits.find(({ name }) => name === 'message:send');
    expect(hint?.data).toEqual({
        conversationId: wedding,
        messageId,
        clientMessageId: expect.any(String),
    });
});

test('an indicator that the page has placed stays there, or hidden', async ({ server, enter }) => {
    const placed = '<p id="place"><span data-messaging-status></span></p>';
    const page = await enter(server, 'usr_alice', { path });
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), placed);
    await begin(page);
    const status = page.locator('#place > .messaging-connection-status');
    await expect(status).toHaveText('Online');
    await expect(status).toHaveCSS('position', 'static');
    await expect(page.locator('.messaging-connection-status')).toHaveCount(1);
    await status.evaluate((element) => Object.assign(element, { hidden: true }));
    await expect(status).toBeHidden();
});

test('badge, indicator and typing helpers behave as documented', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    const status = page.locator('#messaging-connection-status');
    await expect(status).toHaveText('Online');
    await expect(page.locator('.navbar > #messaging-connection-status')).toHaveCount(1);
    await page.evaluate(() => window.old.messagingManager.updateConnectionIndicator('offline'));
    await expect(status).toHaveText('Offline');
    await expect(status).toHaveClass(/messaging-connection-status--offline/);
    await expect(status).toHaveCSS('position', 'fixed');
    const badge = page.locator('#unread-badge');
    await page.evaluate(() => window.old.messagingManager.updateBadge(120));
    await expect(badge).toHaveText('99+');
    await expect(badge).toHaveCSS('display', 'inline-block');
    await expect(badge).toHaveClass('pill');
    await page.evaluate(() => window.old.messagingManager.updateBadge(0));
    await expect(badge).toBeHidden();
    const count = await page.evaluate(() => window.old.messagingManager.refreshUnreadCount());
    expect(await seen(page, 'unreadCountUpdated')).toEqual([{ count }]);
    expect(count).toBeGreaterThan(0);
    await expect(badge).toHaveText(String(count));
    const marked = await page.evaluate(async () => {
        const { messagingManager } = window.old;
        const timer = messagingManager.startUnreadCountPolling();
        clearInterval(timer);
        return [
            await messagingManager.markMessagesAsRead('thd_photos'),
            await messagingManager.markMessagesAsRead('thd_nobody'),
            messagingManager.createTypingIndicator('#not-there'),
            messagingManager.createTypingIndicator('#message-container') ===
                document.querySelector('.typing-indicator'),
            messagingManager.showTypingIndicator(null),
            messagingManager.hideTypingIndicator(null),
        ];
    });
    expect(marked).toEqual([true, false, null, true, undefined, undefined]);
    await expect(badge).toHaveText(String(count - 1));
});

test('API calls, user lookup, joining and time formats work as in v1.1.0', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    const answers = await page.evaluate(async (id) => {
        const { messagingSystem: system } = window.old;
        /** @type {Record<string, unknown>} */
        const heard = {};
        const hear = (/** @type {string} */ name) => (/** @type {unknown} */ value) => {
            heard[name] = Array.isArray(value) ? value.length : value;
        };
        await system.fetchConversationsFromAPI('usr_alice', 'customer', hear('conversations'));
        await system.fetchMessagesFromAPI(id, hear('messages'));
        await system.fetchUnreadCountFromAPI('usr_alice', 'customer', hear('unread'));
        const messageId = await system.sendMessageViaAPI(id, { message: 'direct' });
        await system.markMessagesAsReadViaAPI(id, 'usr_alice');
        const ago = (/** @type {number} */ ms) => system.formatTimestamp(new Date(Date.now() - ms));
        localStorage.setItem('user', '{"id":"usr_1","role":"customer"}');
        const stored = system.getUserFromStorage();
        localStorage.setItem('user', 'broken{');
        const broken = system.getUserFromStorage();
        system.joinConversation('thd_tasting');
        const joined = [...system.activeConversations];
        system.startFallbackPolling();
        system.stopFallbackPolling();
        return {
            heard,
            messageId,
            stored,
            broken,
            joined,
            times: [0, 5 * 60_000, 3 * 3_600_000, 2 * 86_400_000].map(ago),
            old: ago(30 * 86_400_000),
            seconds: system.formatTimestamp({ seconds: Math.floor(Date.now() / 1000) - 120 }),
            empty: [system.formatTimestamp(null), system.formatFullTimestamp('')],
            full: system.formatFullTimestamp(new Date(2026, 1, 5, 17, 47)),
            all: typeof system.conversationCallbacks.get('all'),
            one: typeof system.messageCallbacks.get(id),
            connected: system.socket.connected,
        };
    }, wedding);
    expect(answers).toMatchObject({
        heard: { conversations: 3, messages: 3, unread: expect.any(Number) },
        messageId: expect.stringMatching(/^msg_/),
        stored: { id: 'usr_1', role: 'customer' },
        broken: null,
        joined: expect.arrayContaining([wedding, 'thd_tasting']),
        times: ['Just now', '5m ago', '3h ago', '2d ago'],
        seconds: '2m ago',
        empty: ['', ''],
        all: 'function',
        one: 'function',
        connected: true,
    });
    expect(answers.old).toMatch(/\d/);
    expect(answers.full).toContain('2026');
});

test('calling a handler works as if the server had sent the event', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    await page.evaluate((conversationId) => {
        const { messagingSystem: system } = window.old;
        system.handleTypingStatus({ conversationId, userId: 'usr_x', isTyping: true });
        system.handleMessageRead({ conversationId, messageId: 'msg_unknown', userId: 'usr_x' });
        system.handleConversationUpdate({ conversationId });
        system.handleNewMessage({ conversationId: 'thd_photos', message: { text: 'made up' } });
        system.handleNewMessage(undefined);
        system.handleConversationUpdate(undefined);
        system.emitConnectionStatus('online');
    }, wedding);
    expect(await seen(page, 'messaging:typing')).toHaveLength(1);
    expect(await seen(page, 'messaging:read')).toEqual([
        { conversationId: wedding, messageId: 'msg_unknown', userId: 'usr_x' },
    ]);
    await expect
        .poll(() => page.evaluate(() => window.oldToasts))
        .toEqual([['info', 'New message received', { duration: 3000 }]]);
});

test('old-6A-21 with several managers, each event is dispatched and each toast shown once', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path });
    await begin(page);
    await page.evaluate(() => {
        for (let made = 0; made < 4; made++) new window.old.MessagingManager();
    });
    const bloom = await signIn(server, 'usr_bloom');
    const wire = await bloom.subscribe(wedding);
    wire.emit('typing', { conversationId: wedding, isTyping: true });
    await expect.poll(() => seen(page, 'messagingManager:typingUpdate')).toHaveLength(1);
    // The same holds for events that the page itself dispatches.
    await page.evaluate((conversationId) => {
        const detail = { conversationId, messageId: 'msg_1', userId: 'usr_bloom' };
        window.dispatchEvent(new CustomEvent('messaging:read', { detail }));
    }, wedding);
    expect(await seen(page, 'messagingManager:readReceipt')).toHaveLength(1);
    await bloom.send('thd_tasting', 'Elsewhere');
    await expect.poll(() => page.evaluate(() => window.oldToasts.length)).toBe(1);
    await expect(page.locator('.messaging-connection-status')).toHaveCount(1);
    bloom.leave();
});
