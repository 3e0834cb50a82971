import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOptions, type MessagingOptions } from '../../web/options.ts';

const check = (options: object, running: MessagingOptions | null = null) =>
    checkOptions(options as MessagingOptions, running);

test('all valid options are accepted', () => {
    check({});
    check({ url: 'https://example.org', path: '/chat', api: '/api', csrfUrl: '/csrf' });
    check({ url: 'ws://localhost:3000/', user: null, auth: () => ({}), csrfToken: 't' });
    check({ user: { id: 'u' }, toast: null, pollIntervalMs: 0, hiddenPollIntervalMs: 250 });
    check({ typingThrottleMs: 0, typingStopMs: 10, typingExpiryMs: 500, historyWindow: 1 });
    check({ reconnect: { minMs: 10, maxMs: 86_400_000 }, storage: 'memory', shared: false });
    check({ wasm: { url: 'x' }, strings: {}, log: 'silent', fetch, WebSocket: class {} });
    check({ log: () => {}, user: async () => null, url: undefined });
});

test('an error names the option, the value and what is permitted', () => {
    const wrong: Array<[object, RegExp]> = [
        [
            { pollIntervalMs: 249 },
            /pollIntervalMs is 249 \(number\), .* from 250 to 86400000, or 0/,
        ],
        [{ pollIntervalMs: 1000.5 }, /pollIntervalMs is 1000.5/],
        [{ pollIntervalMs: '1000' }, /pollIntervalMs is 1000 \(string\), .* whole number/],
        [{ typingExpiryMs: 499 }, /typingExpiryMs is 499 .* from 500/],
        [{ typingExpiryMs: 0 }, /typingExpiryMs is 0/],
        [{ reconnect: { minMs: 9 } }, /reconnect\.minMs is 9 .* from 10/],
        [{ historyWindow: 0 }, /historyWindow is 0 .* from 1 to 100000/],
        [{ url: 'example.org' }, /url is example.org .*https:/],
        [{ url: 'https://example.org/path' }, /url is/],
        [{ path: 'socket.io' }, /path is socket.io/],
        [{ storage: 'disk' }, /storage is disk .* indexeddb or memory/],
        [{ auth: 'token' }, /auth is token .* function/],
        [{ log: 'loud' }, /log is loud/],
        [{ toast: true }, /toast is true/],
        [{ reconnect: null }, /reconnect is null/],
    ];
    for (const [options, message] of wrong) {
        assert.throws(() => check(options), { name: 'RangeError', message });
    }
});

test('the error for an unknown option lists the known ones', () => {
    assert.throws(
        () => check({ pollInterval: 1 }),
        /There is no option pollInterval among .*pollIntervalMs/,
    );
    assert.throws(() => check({ socketUrl: 1 }), /no option socketUrl.* (url|csrfUrl)/);
    assert.throws(
        () => check({ reconnect: { min: 1 } }),
        /no option reconnect\.min among minMs,maxMs/,
    );
});

test('options of the core cannot be changed while it runs', () => {
    const live = { user: null, toast: null, log: 'debug', csrfToken: 'x', strings: {}, auth() {} };
    check(live, {});
    assert.throws(() => check({ url: 'https://example.org' }, {}), /url must be set before/);
    const running = { url: 'https://example.org', shared: false };
    assert.throws(() => check({ ...live, shared: true }, running), /shared must be set before/);
    assert.throws(() => check({ shared: undefined }, running), /shared must be set before/);
});

test('an option of the core may be given again while it runs, as it is', () => {
    check({ url: 'https://example.org', user: null }, { url: 'https://example.org' });
    check({ path: undefined }, {});
});

test('an object with the same content may be given again while the core runs', () => {
    const running = () => ({ reconnect: { minMs: 100 }, wasm: { url: '/messaging.wasm' } });
    check(running(), running());
    const other = { reconnect: { minMs: 200 } };
    assert.throws(() => check(other, running()), /reconnect must be set before/);
    const get = () => ({ fetch: async () => new Response() });
    assert.throws(() => check(get(), get()), /fetch must be set before/);
});

test('every level of the log is accepted', () => {
    for (const log of ['silent', 'debug', 'info', 'warn', 'error']) check({ log });
});

for (const [name, ...values] of [
    ['url', 5, null],
    ['path', 'a/b'],
    ['api', 5, null, {}],
    ['user', 'u1', 7],
    ['csrfToken', null, 5],
    ['csrfUrl', null, true],
    ['storage', true, null],
    ['shared', 'true', 1, null],
    ['wasm', 'messaging.wasm', () => {}, null],
    ['strings', 'de', null],
    ['WebSocket', {}, 'ws', null],
    ['fetch', {}, 'get', null],
] as const) {
    test(`${name} refuses values of another kind`, () => {
        for (const value of values) assert.throws(() => check({ [name]: value }), RangeError);
    });
}

const day = 86_400_000;
for (const name of ['minMs', 'maxMs']) {
    test(`reconnect.${name} accepts 10 to ${day} and nothing beyond`, () => {
        for (const value of [10, day]) check({ reconnect: { [name]: value } });
        for (const value of [9, day + 1]) {
            assert.throws(() => check({ reconnect: { [name]: value } }), RangeError);
        }
    });
}
for (const [name, min, max] of [
    ['pollIntervalMs', 250, day],
    ['hiddenPollIntervalMs', 250, day],
    ['typingThrottleMs', 0, day],
    ['typingStopMs', 10, day],
    ['typingExpiryMs', 500, day],
    ['historyWindow', 1, 100_000],
] as const) {
    test(`${name} accepts ${min} to ${max} and nothing beyond`, () => {
        for (const value of [min, max]) check({ [name]: value });
        for (const value of [min - 1, max + 1]) {
            assert.throws(() => check({ [name]: value }), RangeError);
        }
    });
}
