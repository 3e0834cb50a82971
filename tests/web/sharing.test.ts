// Which tabs share a core, and what the core gets from the options.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { coreConfig, originOf, settingsOf } from '../../web/core_config.ts';
import { prefersPolling, rememberTransport } from '../../web/found_transport.ts';
import type { MessagingOptions } from '../../web/options.ts';
import { groupName } from '../../web/sharing.ts';

const url = 'https://shop.example';
const ann = { userId: 'u1', role: 'customer' };
const globals = ['navigator', 'location', 'localStorage'].map((name) => ({
    name,
    property: Object.getOwnPropertyDescriptor(globalThis, name),
}));
const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true });

beforeEach(() => set('navigator', { locks: {} }));
afterEach(() => {
    for (const { name, property } of globals) {
        if (property) Object.defineProperty(globalThis, name, property);
        else Reflect.deleteProperty(globalThis, name);
    }
});

test('tabs of one user with the same options share a core', () => {
    assert.equal(typeof groupName({ url }, ann), 'string');
    assert.equal(groupName({ url }, { ...ann }), groupName({ url: `${url}/` }, ann));
    // Options that the core does not get do not separate tabs.
    assert.equal(groupName({ url, log: 'debug', toast: null }, ann), groupName({ url }, ann));
});

for (const [words, options, identity] of [
    ['has another user', { url }, { ...ann, userId: 'u2' }],
    ['has the same user in another role', { url }, { ...ann, role: 'supplier' }],
    ['uses another server', { url: 'https://other.example' }, ann],
    ['has another value for a core option', { url, historyWindow: 100 }, ann],
    ['keeps its messages in memory', { url, storage: 'memory' }, ann],
] as const) {
    test(`a tab that ${words} is in another group`, () => {
        const name = groupName(options, identity);
        assert.equal(typeof name, 'string');
        assert.notEqual(name, groupName({ url }, ann));
    });
}

for (const [words, options, identity] of [
    ['whose user is not known', { url }, null],
    ['with shared: false', { url, shared: false }, ann],
    ['that has its own WebSocket', { url, WebSocket: class {} as never }, ann],
    ['that has its own fetch', { url, fetch }, ann],
] as const) {
    test(`a tab ${words} is in no group`, () => {
        assert.equal(groupName(options, identity), null);
    });
}

test('without Web Locks a tab is in no group', () => {
    set('navigator', {});
    assert.equal(groupName({ url }, ann), null);
});

test('the core gets defaults for missing options, and absolute URLs', () => {
    assert.deepEqual(settingsOf({ url }), {
        url,
        path: '/socket.io',
        api: `${url}/api/messages`,
        csrfUrl: `${url}/api/csrf-token`,
        pollIntervalMs: 30_000,
        hiddenPollIntervalMs: 120_000,
        typingThrottleMs: 1000,
        typingStopMs: 3000,
        typingExpiryMs: 6000,
        reconnectMinMs: 1000,
        reconnectMaxMs: 30_000,
        historyWindow: 500,
        isStored: true,
    });
});

test('the core gets given options, even if they are 0', () => {
    const given = {
        path: '/chat',
        pollIntervalMs: 0,
        hiddenPollIntervalMs: 250,
        typingThrottleMs: 0,
        typingStopMs: 10,
        typingExpiryMs: 500,
        historyWindow: 1,
    };
    const options: MessagingOptions = {
        ...given,
        url,
        api: '/v2/messages/',
        csrfUrl: 'https://other.example/token',
        reconnect: { minMs: 10, maxMs: 20 },
        storage: 'memory',
    };
    assert.deepEqual(settingsOf(options), {
        ...given,
        url,
        api: `${url}/v2/messages`,
        csrfUrl: 'https://other.example/token',
        reconnectMinMs: 10,
        reconnectMaxMs: 20,
        isStored: false,
    });
});

test('the origin is that of the option "url" over HTTP, else the page’s own', () => {
    assert.equal(originOf({ url: 'wss://shop.example:444/' }), 'https://shop.example:444');
    assert.throws(() => originOf({}), /"url" must be set/);
    set('location', { href: 'http://page.example:81/inbox?x#y' });
    assert.equal(originOf({}), 'http://page.example:81');
    assert.equal(originOf({ url }), url);
});

test('each core has a seed of its own', () => {
    assert.notEqual(coreConfig({ url }).seed, coreConfig({ url }).seed);
});

test('a server reached only by long-polling is remembered for the next page', () => {
    const kept = new Map<string, string>();
    set('localStorage', {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
    });
    rememberTransport(url, 'websocket');
    assert.deepEqual([...kept], []);
    rememberTransport(url, 'long-polling');
    assert.equal(prefersPolling(`${url}/`), true);
    assert.equal(coreConfig({ url }).prefersPolling, true);
    assert.equal(prefersPolling('https://shop.example:444'), false);
    rememberTransport(url, 'websocket');
    assert.equal(prefersPolling(url), false);
});
