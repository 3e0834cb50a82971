import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Libsql from 'libsql';
import { anonymous, newcomer, Person, signIn, sleep, startServer } from './support.ts';

async function temporaryFolder(t: { after(work: () => Promise<void>): void }): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    t.after(() => rm(folder, { recursive: true }));
    return folder;
}

test('a restart keeps messages, read marks, cursors, accounts and sessions', async (t) => {
    const database = join(await temporaryFolder(t), 'messaging.sqlite');
    const first = await startServer(null, { database });
    const alice = await signIn(first, 'usr_alice');
    const sent = await alice.send('thd_wedding', 'before', { clientMessageId: 'c-1' });
    await alice.post('/api/messages/thd_tasting/read');
    const { cursor } = (await alice.get('/api/messages/sync')).body;
    await alice.send('thd_wedding', 'last');
    await first.close();

    const second = await startServer(t, { database });
    const returned = new Person(second, 'usr_alice', alice.cookies);
    const { messages } = (await returned.get('/api/messages/thd_wedding')).body;
    assert.deepEqual(messages.at(-2), sent.body.message);
    assert.equal(messages.length, 5);
    const sync = (await returned.get(`/api/messages/sync?since=${cursor}`)).body;
    assert.equal(sync.reset, false);
    assert.deepEqual(
        sync.messages.map((message: { text: string }) => message.text),
        ['last'],
    );
    assert.equal(sync.unread, 1);
    const again = await returned.send('thd_wedding', 'before', { clientMessageId: 'c-1' });
    assert.equal(again.status, 200);
    assert.equal(again.body.messageId, sent.body.messageId);
    const wire = await returned.subscribe('thd_wedding');
    await returned.send('thd_wedding', 'after');
    assert.equal((await wire.next('new_message')).message.seq, 6);
    assert.equal(wire.count('new_message'), 1);
});

test('changing the configured session secret invalidates existing sessions', async (t) => {
    const database = join(await temporaryFolder(t), 'messaging.sqlite');
    const first = await startServer(null, { database, sessionSecret: 'one secret of many' });
    const alice = await signIn(first, 'usr_alice');
    await first.close();
    const second = await startServer(t, { database, sessionSecret: 'another secret of many' });
    const returned = new Person(second, 'usr_alice', alice.cookies);
    assert.equal((await returned.get('/api/messages/unread')).status, 401);
});

test('demo accounts are not added to a database that has other accounts', async (t) => {
    const database = join(await temporaryFolder(t), 'messaging.sqlite');
    const first = await startServer(null, { database, demo: false });
    assert.deepEqual(await first.accounts.demoAccounts(), []);
    await newcomer(first);
    await first.close();
    const second = await startServer(t, { database });
    assert.deepEqual(await second.accounts.demoAccounts(), []);
});

test('closing tells every client when to reconnect, at different times', async () => {
    const server = await startServer(null);
    const visitors = Array.from({ length: 8 }, () => anonymous(server));
    const wires = await Promise.all(
        visitors.map((visitor, index) =>
            visitor.connect({ transports: [index % 2 ? 'polling' : 'websocket'] }),
        ),
    );
    const reasons = wires.map((wire) => wire.gone());
    const started = Date.now();
    await server.close();
    assert.ok(Date.now() - started < 2000);
    const times = wires.map((wire) => wire.all('server:draining')[0]?.retryAfterMs);
    for (const time of times) assert.ok(time >= 500 && time <= 2500, `retryAfterMs: ${time}`);
    assert.ok(new Set(times).size > 1);
    // Not 'io server disconnect', after which a client would never reconnect.
    for (const reason of await Promise.all(reasons)) assert.match(reason, /^transport/);
});

for (const [share, ms] of [
    [0, 500],
    [0.5, 1500],
] as const) {
    test(`a client to which chance gives ${share} is told to return after ${ms} ms`, async (t) => {
        const server = await startServer(null);
        const wire = await anonymous(server).connect();
        const gone = wire.gone();
        t.mock.method(Math, 'random', () => share);
        await server.close();
        await gone;
        assert.deepEqual(wire.all('server:draining'), [{ retryAfterMs: ms }]);
    });
}

test('a closed server does not ask its database again for what failed before', async () => {
    const errors: string[] = [];
    const log = { info() {}, error: (text: string) => void errors.push(text) };
    const server = await startServer(null, { log });
    let asked = 0;
    server.store.changesSince = async () => {
        asked += 1;
        throw new Error('away');
    };
    server.messaging.publish();
    await server.close();
    assert.equal(asked, 1);
    // It would be asked again a second after the failure.
    await sleep(1200);
    assert.deepEqual([asked, errors], [1, ['Changes could not be told to the sockets']]);
});

test('stored messages are sent before the sockets are closed', async () => {
    const server = await startServer(null);
    const wire = await (await signIn(server, 'usr_alice')).connect();
    const { changesSince } = server.store;
    server.store.changesSince = async (...given) => {
        await sleep(250);
        return changesSince(...given);
    };
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom' };
    await server.store.addMessage({ conversationId: 'thd_wedding', sender, text: 'the last' });
    server.messaging.publish();
    await server.close();
    assert.equal(wire.count('new_message'), 1);
});

test('a server closes in time even if its changes never settle', async () => {
    const server = await startServer(null);
    Object.assign(server.messaging, { settled: () => new Promise(() => {}) });
    const wire = await anonymous(server).connect();
    const gone = wire.gone();
    const started = Date.now();
    await server.close();
    assert.ok(Date.now() - started < 2500);
    assert.equal(wire.count('server:draining'), 1);
    assert.match(await gone, /^transport/);
});

test('closing lets a running request finish, but accepts no new one', async () => {
    const server = await startServer(null);
    const alice = await signIn(server, 'usr_alice');
    const text = '{"message":"on its way"}';
    const headers = {
        cookie: alice.cookie,
        'x-csrf-token': alice.cookies.get('csrf') ?? '',
        'content-type': 'application/json',
        'content-length': text.length,
    };
    const path = '/api/messages/thd_wedding';
    const options = { port: server.port, host: '127.0.0.1', method: 'POST', path, headers };
    const running = request(options);
    const status = new Promise((resolve, reject) => {
        running.on('response', (response) => resolve(response.resume().statusCode));
        running.on('error', reject);
    });
    running.write(text.slice(0, 5));
    await sleep(100);
    const closing = server.close();
    const refused = await alice.get('/api/health').catch(() => null);
    assert.ok(refused === null || refused.status === 503);
    await sleep(200);
    running.end(text.slice(5));
    assert.equal(await status, 201);
    await closing;
    await assert.rejects(alice.get('/api/health'));
});

test('closing ends with the last running request, not with its kept connection', async (t) => {
    const server = await startServer(null);
    const alice = await signIn(server, 'usr_alice');
    const { conversation } = server.store;
    const asked = new Promise<void>((resolve) => {
        server.store.conversation = async (id) => {
            resolve();
            await sleep(400);
            return conversation(id);
        };
    });
    const agent = new Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    const headers = { cookie: alice.cookie };
    const options = { port: server.port, host: '127.0.0.1', agent, headers };
    const answered = once(
        request({ ...options, path: '/api/messages/thd_wedding' }).end(),
        'response',
    );
    await asked;
    const started = Date.now();
    const closing = server.close();
    const [response] = await answered;
    assert.equal(response.resume().statusCode, 200);
    await closing;
    // It would be cut after 1,300 ms.
    assert.ok(Date.now() - started < 1100);
});

test('closing does not wait for a connection that never ends', async () => {
    const server = await startServer(null);
    const stuck = request({ port: server.port, host: '127.0.0.1', method: 'POST', path: '/api/x' });
    stuck.on('error', () => {});
    stuck.write('half of a body');
    await sleep(50);
    const started = Date.now();
    await server.close();
    assert.ok(Date.now() - started < 2000);
    stuck.destroy();
});

test('closing a server again resolves', async () => {
    const server = await startServer(null);
    await Promise.all([server.close(), server.close()]);
    await server.close();
});

test('starting on a port in use rejects with EADDRINUSE', async (t) => {
    const server = await startServer(t);
    await assert.rejects(startServer(null, { port: server.port }), { code: 'EADDRINUSE' });
});

test('sends and read marks fail while the database is locked, and work afterwards', async (t) => {
    const database = join(await temporaryFolder(t), 'messaging.sqlite');
    const server = await startServer(t, { database });
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    const other = new Libsql(database);
    other.exec('begin immediate');
    const { status, body, headers } = await alice.send('thd_wedding', 'x');
    assert.equal(status, 503);
    assert.equal(body.error, 'Service unavailable');
    assert.ok(Number(headers.get('retry-after')) > 0);
    const read = () => wire.ask('conversation:read', { conversationId: 'thd_wedding' });
    assert.deepEqual(await read(), { ok: false, error: 'Service unavailable' });
    other.exec('rollback');
    other.close();
    assert.equal((await alice.send('thd_wedding', 'x')).status, 201);
    assert.equal((await read()).ok, true);
});
