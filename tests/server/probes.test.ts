import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../server/store/store.ts';
import { structuredLog } from '../../server/structured_log.ts';
import { readFigures } from '../support/figures.ts';
import { anonymous, signIn, sleep, startServer } from './support.ts';

test('a running server is healthy and ready', async (t) => {
    const visitor = anonymous(await startServer(t));
    assert.deepEqual((await visitor.get('/healthz')).body, { status: 'ok' });
    const { status, body } = await visitor.get('/readyz');
    assert.deepEqual([status, body], [200, { status: 'ready' }]);
});

test('a server without its database is healthy but not ready', async (t) => {
    const server = await startServer(t);
    server.store.cursor = () => Promise.reject(new StoreUnavailable());
    assert.equal((await anonymous(server).get('/healthz')).status, 200);
    const { status, body } = await anonymous(server).get('/readyz');
    assert.deepEqual([status, body], [503, { status: 'not ready' }]);
});

test('concurrent readiness probes share one query to the store', async (t) => {
    const server = await startServer(t);
    let questions = 0;
    server.store.cursor = async () => {
        questions += 1;
        await sleep(200);
        return 'any';
    };
    const visitor = anonymous(server);
    const answers = await Promise.all(Array.from({ length: 10 }, () => visitor.get('/readyz')));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(questions, 1);
    await visitor.get('/readyz');
    assert.equal(questions, 2);
});

test('a query that the store never answers does not fail later readiness probes', async (t) => {
    const server = await startServer(t);
    const { cursor } = server.store;
    server.store.cursor = () => new Promise(() => {});
    const started = Date.now();
    assert.equal((await anonymous(server).get('/readyz')).status, 503);
    // Soon enough for a proxy that gives up after 10 s.
    assert.ok(Date.now() - started < 10_000);
    server.store.cursor = cursor;
    assert.equal((await anonymous(server).get('/readyz')).status, 200);
});

test('a server that is draining is not ready, but still serves requests', async (t) => {
    const server = await startServer(t, { drainMs: 1500 });
    const visitor = anonymous(server);
    const closing = server.close();
    assert.equal((await visitor.get('/readyz')).status, 503);
    assert.equal((await visitor.get('/api/health')).status, 200);
    await closing;
});

test('metrics count requests, connections, events and deliveries, if enabled', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    const wire = await alice.subscribe('thd_wedding');
    wire.emit('no such event');
    await alice.send('thd_wedding', 'counted');
    await wire.next('conversation:updated');
    const { headers, body } = await alice.get('/metrics');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    const route = 'method="POST",route="/api/messages/:conversationId",status="201"';
    assert.ok(body.includes(`messaging_request_seconds_count{${route}} 1`));
    assert.match(body, /messaging_connections\{transport="websocket"\} 1/);
    assert.match(body, /messaging_events_total\{event="other"\} 1/);
    assert.match(body, /messaging_delivery_seconds_count 1/);
    assert.doesNotMatch(body, /thd_wedding/);
    alice.leave();
    const silent = anonymous(await startServer(t, { metrics: false }));
    assert.equal((await silent.get('/metrics')).status, 404);
});

interface Line {
    requestId?: string;
    msg: string;
    route?: string;
    seconds?: number;
}

/** A log, and the lines about requests in it. */
function requestLog() {
    const lines: Line[] = [];
    const write = (text: string) => {
        const line: Line = JSON.parse(text);
        if (line.msg === 'request') lines.push(line);
    };
    return { lines, log: structuredLog({ write }) };
}

test('the line of a request has its route and how many seconds it took', async (t) => {
    const { lines, log } = requestLog();
    const server = await startServer(t, { log, logRequests: true });
    const alice = await signIn(server, 'usr_alice');
    const { unreadOf } = server.store;
    server.store.unreadOf = (id) => sleep(50).then(() => unreadOf(id));
    await alice.get('/api/messages/unread');
    const line = lines.at(-1);
    assert.equal(line?.route, '/api/messages/unread');
    const seconds = line?.seconds ?? 0;
    assert.ok(seconds > 0.04 && seconds < 5, `${seconds} s`);
    const { value } = await readFigures(server);
    const labels = 'method="GET",route="/api/messages/unread",status="200"';
    assert.equal(value(`messaging_request_seconds_sum{${labels}}`), seconds);
});

test('without logged requests there are no lines for them', async (t) => {
    const { lines, log } = requestLog();
    await anonymous(await startServer(t, { log })).get('/api/health');
    assert.deepEqual(lines, []);
});

test('a request that its client gives up has a line too', async (t) => {
    const { lines, log } = requestLog();
    const server = await startServer(t, { log, logRequests: true });
    const alice = await signIn(server, 'usr_alice');
    lines.length = 0;
    const given = new AbortController();
    server.store.unreadOf = () => {
        given.abort();
        return new Promise(() => {});
    };
    const { signal } = given;
    await assert.rejects(alice.call('GET', '/api/messages/unread', { signal }), /abort/);
    while (lines.length === 0) await sleep(5);
    assert.equal(lines[0]?.route, '/api/messages/unread');
});

test('the id of a request that a proxy gave is kept if it is one', async (t) => {
    const visitor = anonymous(await startServer(t, { trustedProxies: 1 }));
    const idFor = async (given: string) => {
        const headers = { 'x-request-id': given };
        return (await visitor.call('GET', '/api/health', { headers })).headers.get('x-request-id');
    };
    for (const right of ['a.b-c_d8', 'x'.repeat(64)]) assert.equal(await idFor(right), right);
    for (const wrong of ['seven-7', 'x'.repeat(65), 'with space', 'x"y"z"x"y']) {
        assert.match((await idFor(wrong)) ?? '', /^req_/, wrong);
    }
});

test('a response and its log lines share an id, a given one only from a proxy', async (t) => {
    const lines: { requestId?: string; msg: string }[] = [];
    const log = structuredLog({ write: (line) => void lines.push(JSON.parse(line)) });
    const server = await startServer(t, { log, logRequests: true, trustedProxies: 1 });
    const alice = await signIn(server, 'usr_alice');
    server.store.unreadOf = () => Promise.reject(new Error('broken'));
    lines.length = 0;
    const given = { headers: { 'x-request-id': 'from-the-proxy' } };
    const { headers } = await alice.call('GET', '/api/messages/unread', given);
    assert.equal(headers.get('x-request-id'), 'from-the-proxy');
    const wanted = [
        ['A request failed', 'from-the-proxy'],
        ['request', 'from-the-proxy'],
    ];
    assert.deepEqual(
        lines.map(({ msg, requestId }) => [msg, requestId]),
        wanted,
    );
    const direct = anonymous(await startServer(t));
    const own = await direct.call('GET', '/healthz', given);
    assert.equal(own.headers.get('x-request-id'), null);
    const other = await direct.call('GET', '/api/health', given);
    assert.match(other.headers.get('x-request-id') ?? '', /^req_/);
});
