/*
 * Tests the messaging of the current page: paste this into the browser's console.
 *
 * The module is found among what the page has loaded. If that fails, set its URL first:
 *     MESSAGING_URL = '/assets/js/messaging.js';
 *
 * Only typing signals are sent, in an open conversation (or the newest one): its participants see
 * "typing" for a few seconds. Finally the numbers of passed and failed checks are printed; the
 * script evaluates to a promise that resolves with them.
 */
(async () => {
    const typingThrottleMs = 1000;
    const typingStopMs = 3000;
    const patienceMs = 5000;
    const result = { passed: 0, failed: 0, skipped: 0 };

    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

    async function check(name, work) {
        try {
            const skipped = await work();
            result[skipped ? 'skipped' : 'passed'] += 1;
            console.log(skipped ? `- ${name} (skipped: ${skipped})` : `✓ ${name}`);
        } catch (error) {
            result.failed += 1;
            console.error(`✗ ${name}: ${error.message}`);
        }
    }

    function expect(isTrue, message) {
        if (!isTrue) throw new Error(message);
    }

    function expectSame(actual, wanted) {
        const [a, b] = [actual, wanted].map((value) => JSON.stringify(value));
        expect(a === b, `${a} instead of ${b}`);
    }

    async function until(says, isTrue) {
        for (const end = Date.now() + patienceMs; !isTrue(); await sleep(20)) {
            expect(Date.now() < end, `${says} did not happen within ${patienceMs} ms`);
        }
    }

    /** URLs loaded under this name come first, so that the page's own module is tested. */
    function candidates() {
        if (window.MESSAGING_URL) return [new URL(window.MESSAGING_URL, location.href).href];
        const scripts = [...document.querySelectorAll('script[src]')].map(({ src }) => src);
        const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
        const named = [...scripts, ...loaded].filter((url) => /\/messaging\.js([?#]|$)/.test(url));
        const beside = scripts.map((url) => new URL('messaging.js', url).href);
        return [...new Set([...named, ...beside])];
    }

    async function findModule() {
        for (const url of candidates()) {
            try {
                const module = await import(url);
                if (module.default && module.messagingManager) {
                    console.log(`Testing ${url}`);
                    return module;
                }
            } catch {
                // Not found; try the next.
            }
        }
        return null;
    }

    const module = await findModule();
    await check('the module can be imported', () => {
        expect(module, 'set MESSAGING_URL to the address of messaging.js and run this again');
    });
    if (!module) {
        console.log(`0 passed, ${result.failed} failed`);
        return result;
    }
    const { default: system, MessagingManager, messagingManager: manager } = module;
    const conversationId = `console-test-${Date.now()}`;
    const userId = 'console-test-user';

    await check('the system has its methods', () => {
        const names = `initWebSocket connectWebSocket joinConversation leaveConversation
            sendTypingStatus handleNewMessage handleConversationUpdate handleTypingStatus
            handleMessageRead startFallbackPolling stopFallbackPolling listenToUserConversations
            listenToMessages listenToUnreadCount sendMessage markMessagesAsRead formatTimestamp
            cleanup`.split(/\s+/);
        expectSame(
            names.filter((name) => typeof system[name] !== 'function'),
            [],
        );
    });
    await check('the manager has its methods', () => {
        const names = `handleTypingStatus handleReadReceipt handleConnectionStatus
            updateConnectionIndicator getTypingUsers isTyping createTypingIndicator
            showTypingIndicator hideTypingIndicator updateBadge refreshUnreadCount`.split(/\s+/);
        expectSame(
            names.filter((name) => typeof manager[name] !== 'function'),
            [],
        );
        expect(manager instanceof MessagingManager, 'messagingManager is no MessagingManager');
    });
    await check('the state of the connection can be read', async () => {
        expectSame(typeof system.isConnected, 'boolean');
        expect(system.activeConversations instanceof Set, 'activeConversations is no Set');
        system.initWebSocket();
        await until('A connection', () => system.isConnected).catch(() => {});
        console.log(`  isConnected: ${system.isConnected}, socket: ${system.socket?.id ?? 'none'}`);
        return system.isConnected ? '' : 'the server cannot be reached in real time';
    });

    /** Runs `cause` and returns the detail of the next such event. */
    async function detailOf(name, cause) {
        const details = [];
        const listener = (event) => details.push(event.detail);
        window.addEventListener(name, listener);
        try {
            cause();
            await until(name, () => details.length > 0);
            return details[0];
        } finally {
            window.removeEventListener(name, listener);
        }
    }

    await check('messaging:connection', async () => {
        const status = system.isConnected ? 'online' : 'offline';
        const emit = () => system.emitConnectionStatus(status);
        const detail = await detailOf('messaging:connection', emit);
        expectSame(detail.status, status);
        expect(detail.timestamp instanceof Date, 'timestamp is no Date');
    });
    const typing = { conversationId, userId, isTyping: true };
    await check('messaging:typing', async () => {
        const cause = () => system.handleTypingStatus(typing);
        expectSame(await detailOf('messaging:typing', cause), typing);
    });
    await check('messagingManager:typingUpdate', async () => {
        expectSame(manager.getTypingUsers(conversationId), [userId]);
        expectSame(manager.isTyping(conversationId), true);
        const stopped = () => system.handleTypingStatus({ ...typing, isTyping: false });
        expectSame(await detailOf('messagingManager:typingUpdate', stopped), {
            conversationId,
            typingUserIds: [],
            isTyping: false,
        });
        expectSame(manager.isTyping(conversationId), false);
    });
    const receipt = { conversationId, messageId: 'console-test-message', userId };
    const read = () => system.handleMessageRead(receipt);
    await check('messaging:read', async () => {
        expectSame(await detailOf('messaging:read', read), receipt);
    });
    await check('messagingManager:readReceipt', async () => {
        expectSame(await detailOf('messagingManager:readReceipt', read), receipt);
    });

    /** A conversation that the user takes part in, or nothing. */
    async function ownConversation() {
        const [active] = system.activeConversations;
        if (active) return active;
        let found;
        const keep = (conversations) => {
            found = conversations[0]?.id;
        };
        const user = system.getUserFromStorage();
        const asked = system.fetchConversationsFromAPI(user?.id ?? '', user?.role, keep);
        await Promise.race([asked, sleep(patienceMs)]);
        return found;
    }

    const own = await ownConversation();
    await check('joining and leaving keep activeConversations', () => {
        if (!own) return 'there is no conversation';
        const wasActive = system.activeConversations.has(own);
        system.joinConversation(own);
        expect(system.activeConversations.has(own), 'it was not added');
        if (!wasActive) {
            system.leaveConversation(own);
            expect(!system.activeConversations.has(own), 'it was not removed');
        }
        return '';
    });
    await check('typing is throttled and stops by itself', async () => {
        if (!own || !system.isConnected) return 'there is no conversation or no connection';
        const wasActive = system.activeConversations.has(own);
        const { send } = WebSocket.prototype;
        const sent = [];
        WebSocket.prototype.send = function (data) {
            const isTyping = /"typing".*"isTyping":(true|false)/.exec(data)?.[1];
            if (isTyping) sent.push(isTyping);
            return send.call(this, data);
        };
        try {
            system.joinConversation(own);
            for (const end = Date.now() + typingThrottleMs / 2; Date.now() < end; await sleep(50)) {
                system.sendTypingStatus(own, true);
            }
            expect(system.typingTimeouts.has(own), 'typingTimeouts has no timer');
            // Another tab may own the connection, in which case this one sends nothing itself.
            const isSentHere = sent.length > 0;
            if (isSentHere) expectSame(sent, ['true']);
            await sleep(typingStopMs + typingThrottleMs);
            if (!isSentHere) return 'no WebSocket of this tab has sent anything';
            expectSame(sent[sent.length - 1], 'false');
            expect(sent.length <= 3, `${sent.length} signals were sent`);
            expect(!system.typingTimeouts.has(own), 'typingTimeouts still has a timer');
        } finally {
            WebSocket.prototype.send = send;
            if (!wasActive) system.leaveConversation(own);
        }
        return '';
    });

    await check('the typing indicator shows and hides', () => {
        const container = document.createElement('div');
        container.id = conversationId;
        document.body.appendChild(container);
        try {
            const indicator = manager.createTypingIndicator(`#${conversationId}`);
            expect(indicator, 'none was made');
            expectSame(indicator.style.display, 'none');
            manager.showTypingIndicator(indicator, '<b>Jo</b>');
            expectSame(indicator.style.display, 'inline-flex');
            expectSame(
                indicator.querySelector('.typing-text').textContent,
                '<b>Jo</b> is typing...',
            );
            expectSame(manager.createTypingIndicator(`#${conversationId}`) === indicator, true);
            manager.hideTypingIndicator(indicator);
            expectSame(indicator.style.display, 'none');
            expectSame(manager.createTypingIndicator('#no-such-container'), null);
        } finally {
            container.remove();
        }
    });
    await check('the connection indicator shows', () => {
        manager.updateConnectionIndicator(system.isConnected ? 'online' : 'offline');
        const indicator = document.querySelector(
            '#messaging-connection-status, [data-messaging-status]',
        );
        expect(indicator, 'there is none');
        expectSame(indicator.textContent.trim(), system.isConnected ? 'Online' : 'Offline');
    });
    await check('times are told in words', () => {
        expectSame(system.formatTimestamp(new Date()), 'Just now');
        expectSame(system.formatTimestamp(Date.now() - 300_000), '5m ago');
        expectSame(system.formatTimestamp('no time'), '');
    });

    console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
    return result;
})();
