import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsrfTokens } from '../../bindings/csrf.ts';
import type { Effect, Input } from '../../bindings/protocol.ts';
import { bodyLengthMax, parseRetryAfter, Requests } from '../../bindings/requests.ts';
import { toText } from '../../bindings/utf8.ts';

type RequestEffect = Extract<Effect, { type: 'HttpRequest' }>;
type Fed = [Input, (string | undefined)?];

const url = 'https://shop.example/api';

function effect(more: Partial<RequestEffect> = {}): RequestEffect {
    return {
        type: 'HttpRequest',
        request: 1,
        purpose: 'api',
        method: 'GET',
        url,
        timeoutMs: 10_000,
        ...more,
    };
}

/** Requests that `answer` answers; `calls` records the requests, `fed` what the core gets. */
function start(answer: (init: RequestInit) => Promise<Response>, token = 'token') {
    const fed: Fed[] = [];
    const calls: RequestInit[] = [];
    const csrf = new CsrfTokens(() => token);
    const requests = new Requests(
        {
            csrf,
            fetch: (_url, init) => {
                calls.push(init);
                return answer(init);
            },
        },
        (input, text) => fed.push(text === undefined ? [input] : [input, toText(text)]),
    );
    return { requests, fed, calls, csrf };
}

const never = () => new Promise<Response>(() => {});
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));
const reply = (body: string, init?: ResponseInit) => async () => new Response(body, init);

test('Retry-After is read as seconds or as a date, and ignored if it is invalid', () => {
    const now = Date.parse('2026-02-05T12:00:00Z');
    assert.equal(parseRetryAfter('7', now), 7000);
    assert.equal(parseRetryAfter(' 0 ', now), 0);
    assert.equal(parseRetryAfter('Thu, 05 Feb 2026 12:00:30 GMT', now), 30_000);
    assert.equal(parseRetryAfter('Thu, 05 Feb 2026 11:00:00 GMT', now), 0);
    for (const nothing of [null, '', '-1', '1.5', 'soon', '1000000000']) {
        assert.equal(parseRetryAfter(nothing, now), undefined);
    }
});

test('a response is fed with its body, status and Retry-After', async () => {
    const headers = { 'Retry-After': '2' };
    const { requests, fed } = start(reply('{"a":1}', { status: 503, headers }));
    requests.start(effect(), undefined);
    await soon();
    const input = { type: 'HttpReplied', request: 1, status: 503, retryAfterMs: 2000 };
    assert.deepEqual(fed, [[input, '{"a":1}']]);
});

test('a byte order mark is removed from a body', async () => {
    const { requests, fed } = start(reply('\ufeff{"a":1}'));
    requests.start(effect(), undefined);
    await soon();
    assert.deepEqual(fed, [[{ type: 'HttpReplied', request: 1, status: 200 }, '{"a":1}']]);
});

test('old-6A-25: all requests include cookies; only POST has a CSRF token and a key', async () => {
    const { requests, calls } = start(reply('{}'));
    requests.start(effect(), undefined);
    requests.start(effect({ request: 2, method: 'POST', idempotencyKey: 'k' }), '{}');
    await soon();
    const [get, post] = calls.map(({ credentials, headers }) => ({ credentials, headers }));
    assert.deepEqual(get, {
        credentials: 'include',
        headers: { Accept: 'application/json' },
    });
    assert.deepEqual(post, {
        credentials: 'include',
        headers: {
            Accept: 'application/json',
            'Content-Type': 'application/json',
            'X-CSRF-Token': 'token',
            'Idempotency-Key': 'k',
        },
    });
});

test('a request has its method, and no cache answers it unasked', () => {
    const { requests, calls } = start(never);
    requests.start(effect(), undefined);
    requests.start(effect({ request: 2, method: 'POST' }), '{}');
    requests.abortAll();
    assert.deepEqual(
        calls.map(({ method, cache }) => [method, cache]),
        [
            ['GET', 'no-cache'],
            ['POST', 'no-cache'],
        ],
    );
});

test('without a token and a key there are no headers for them', () => {
    const { requests, calls } = start(never, '');
    requests.start(effect({ method: 'POST' }), '{}');
    requests.abortAll();
    const json = 'application/json';
    assert.deepEqual(calls[0]?.headers, { Accept: json, 'Content-Type': json });
});

test('a token in an error response is not kept', async () => {
    const { requests, fed, csrf } = start(reply('{"csrfToken":"x"}', { status: 403 }));
    csrf.keep = () => assert.fail('kept');
    requests.start(effect({ purpose: 'csrf' }), undefined);
    await soon();
    assert.deepEqual(fed, [[{ type: 'HttpReplied', request: 1, status: 403 }]]);
});

test('a fetched CSRF token is kept by the host and not fed to the core', async () => {
    const { requests, fed, csrf } = start(reply('{"csrfToken":"secret"}'));
    const kept: string[] = [];
    csrf.keep = (body) => kept.push(body);
    requests.start(effect({ purpose: 'csrf' }), undefined);
    await soon();
    assert.deepEqual(kept, ['{"csrfToken":"secret"}']);
    assert.equal(JSON.stringify(fed).includes('secret'), false);
});

test('old-6A-22: a request without a response is aborted at its time-out', async () => {
    const { requests, fed, calls } = start(never);
    requests.start(effect({ timeoutMs: 5 }), undefined);
    await soon();
    assert.deepEqual(fed, [[{ type: 'HttpFailed', request: 1, reason: 'timeout' }]]);
    assert.equal(calls[0]?.signal?.aborted, true);
});

test('a request that is answered in time is reported once and leaves no timer', async () => {
    const timers = () =>
        process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { requests, fed } = start(reply('{}'));
    requests.start(effect({ timeoutMs: 60_000 }), undefined);
    assert.equal(timers(), before + 1);
    await soon();
    assert.equal(timers(), before);
    assert.equal(fed.length, 1);
});

test('a network failure is reported once', async () => {
    const { requests, fed } = start(() => Promise.reject(new TypeError('failed')));
    requests.start(effect(), undefined);
    await soon();
    assert.deepEqual(fed, [[{ type: 'HttpFailed', request: 1, reason: 'network' }]]);
});

test('an aborted request reports nothing, even if a response still arrives', async () => {
    const { requests, fed, calls } = start(reply('{}'));
    requests.start(effect(), undefined);
    requests.abort(1);
    requests.start(effect({ request: 2 }), undefined);
    requests.abortAll();
    await soon();
    assert.deepEqual(fed, []);
    assert.equal(
        calls.every((call) => call.signal?.aborted),
        true,
    );
});

test('a request can be aborted after its response', async () => {
    const { requests, fed } = start(reply('{}'));
    requests.start(effect(), undefined);
    await soon();
    requests.abort(1);
    assert.equal(fed.length, 1);
});

test('a request that fails because it was aborted reports nothing', async () => {
    const { requests, fed } = start(
        ({ signal }) =>
            new Promise((_resolve, reject) => {
                signal?.addEventListener('abort', () => reject(signal.reason));
            }),
    );
    requests.start(effect(), undefined);
    requests.abort(1);
    await soon();
    assert.deepEqual(fed, []);
});

for (const [what, length, outcome] of [
    ['a body as long as the size limit is fed', bodyLengthMax, 'HttpReplied'],
    ['a body beyond the size limit is reported as a network failure', bodyLengthMax + 1, 'network'],
] as const) {
    test(what, { timeout: 10_000 }, async () => {
        const { requests, fed } = start(reply('x'.repeat(length)));
        requests.start(effect(), undefined);
        while (fed.length === 0) await soon();
        assert.deepEqual(
            fed.map(([input]) => ('reason' in input ? input.reason : input.type)),
            [outcome],
        );
    });
}
