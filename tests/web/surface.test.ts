// Importing does nothing, and everything that messaging.js 1.1.0 had exists.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const before = new Set(Reflect.ownKeys(globalThis));
const handles = process.getActiveResourcesInfo().length;
const module = await import('../../web/messaging.ts');
const { default: messagingSystem, messagingManager, MessagingManager, MessagingSystem } = module;

const systemMethods = `initWebSocket connectWebSocket getUserFromStorage emitConnectionStatus
    handleNewMessage handleConversationUpdate handleTypingStatus handleMessageRead joinConversation
    leaveConversation sendTypingStatus startFallbackPolling stopFallbackPolling
    listenToUserConversations listenToMessages sendMessage markMessagesAsRead listenToUnreadCount
    fetchConversationsFromAPI fetchMessagesFromAPI sendMessageViaAPI markMessagesAsReadViaAPI
    fetchUnreadCountFromAPI formatTimestamp formatFullTimestamp cleanup`.split(/\s+/);
const managerMethods = `_setupEventListeners handleTypingStatus handleReadReceipt
    handleConnectionStatus updateConnectionIndicator getTypingUsers isTyping markMessagesAsRead
    refreshUnreadCount updateBadge animateBadge startUnreadCountPolling createTypingIndicator
    showTypingIndicator hideTypingIndicator`.split(/\s+/);

test('an import adds no globals and opens no resources', () => {
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key));
    assert.deepEqual(added, []);
    assert.equal(process.getActiveResourcesInfo().length, handles);
});

test('all exports share one system, and createMessaging makes another', () => {
    assert.equal(module.messagingSystem, messagingSystem);
    assert.equal(messagingSystem.constructor, MessagingSystem);
    assert.equal(messagingManager.messagingSystem, messagingSystem);
    assert.equal(new MessagingManager().messagingSystem, messagingSystem);
    const other = module.createMessaging({ url: 'https://example.org' });
    assert.notEqual(other.messagingSystem, messagingSystem);
    assert.equal(other.messagingManager.messagingSystem, other.messagingSystem);
});

test('every method of version 1.1.0 exists', () => {
    const methods = (object: object, names: string[]) =>
        names.filter((name) => typeof (object as Record<string, unknown>)[name] !== 'function');
    assert.equal(systemMethods.length, 26);
    assert.equal(managerMethods.length, 15);
    assert.deepEqual(methods(messagingSystem, systemMethods), []);
    assert.deepEqual(methods(messagingManager, managerMethods), []);
});

test('every property of version 1.1.0 exists with its initial value', () => {
    const system = new MessagingSystem();
    assert.deepEqual(
        {
            pollingIntervals: system.pollingIntervals,
            apiBase: system.apiBase,
            badgeElement: system.badgeElement,
            lastUnreadCount: system.lastUnreadCount,
            _pollingNotificationShown: system._pollingNotificationShown,
            _unreadErrorLogged: system._unreadErrorLogged,
            socket: system.socket,
            isConnected: system.isConnected,
            activeConversations: system.activeConversations,
            conversationCallbacks: system.conversationCallbacks,
            messageCallbacks: system.messageCallbacks,
            typingTimeouts: system.typingTimeouts,
            _socketInitialized: system._socketInitialized,
            _hasDisconnected: system._hasDisconnected,
            _typingDebounceTimers: system._typingDebounceTimers,
        },
        {
            pollingIntervals: [],
            apiBase: '/api',
            badgeElement: null,
            lastUnreadCount: -1,
            _pollingNotificationShown: false,
            _unreadErrorLogged: false,
            socket: null,
            isConnected: false,
            activeConversations: new Set(),
            conversationCallbacks: new Map(),
            messageCallbacks: new Map(),
            typingTimeouts: new Map(),
            _socketInitialized: false,
            _hasDisconnected: false,
            _typingDebounceTimers: new Map(),
        },
    );
    const manager = new MessagingManager(system);
    assert.equal(manager.badgeElement, null);
    assert.equal(manager.lastUnreadCount, 0);
    assert.deepEqual(manager.typingUsers, new Map());
    assert.equal(manager.connectionStatusElement, null);
});

test('without a document, methods that need one do nothing', () => {
    const manager = new MessagingManager(new MessagingSystem());
    assert.equal(manager.createTypingIndicator('#x'), null);
    manager.showTypingIndicator(null, 'Jo');
    manager.hideTypingIndicator(null);
    manager.updateConnectionIndicator('online');
    manager.updateBadge(3);
    assert.equal(manager.lastUnreadCount, 3);
    assert.equal(manager.isTyping('c1'), false);
    assert.deepEqual(manager.getTypingUsers('c1'), []);
});

test('conversations can be joined and left before there is a core', () => {
    const system = new MessagingSystem();
    system.joinConversation('c1');
    system.joinConversation('c10');
    system.leaveConversation('c1');
    assert.deepEqual([...system.activeConversations], ['c10']);
    system.sendTypingStatus('c10', true);
    assert.equal(system.typingTimeouts.size, 0);
});

test('getUserFromStorage reads the key "user" if no globals tell the user', () => {
    const page = globalThis as Record<string, unknown>;
    const kept = new Map([['user', '{"id":"u1"}']]);
    page.localStorage = { getItem: (key: string) => kept.get(key) ?? null };
    page.__authState = { user: 'unrelated' };
    assert.deepEqual(messagingSystem.getUserFromStorage(), { id: 'u1' });
    for (const name of ['localStorage', '__authState']) delete page[name];
});

test('getUserFromStorage returns the page’s user, or null if that cannot be read', () => {
    const page = globalThis as Record<string, unknown>;
    const storage = (value: string | null) => ({ getItem: () => value });
    const user = { id: 'u1' };
    assert.equal(messagingSystem.getUserFromStorage(), null);
    page.localStorage = storage(JSON.stringify(user));
    assert.deepEqual(messagingSystem.getUserFromStorage(), user);
    for (const broken of ['{', '"text"', '7', null]) {
        page.localStorage = storage(broken);
        assert.equal(messagingSystem.getUserFromStorage(), null);
    }
    page.localStorage = storage(JSON.stringify(user));
    page.AuthStateManager = { getUser: () => ({ id: 'u2' }) };
    assert.deepEqual(messagingSystem.getUserFromStorage(), { id: 'u2' });
    page.__authState = { getUser: () => null };
    assert.equal(messagingSystem.getUserFromStorage(), null);
    page.__authState = {
        getUser: () => {
            throw new Error('broken');
        },
    };
    assert.equal(messagingSystem.getUserFromStorage(), null);
    for (const name of ['localStorage', 'AuthStateManager', '__authState']) delete page[name];
});
