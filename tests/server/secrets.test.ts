// What must not leak through the log, response times or the well-known demo accounts.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { SignJWT } from 'jose';
import { consoleLog } from '../../server/log.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { structuredLog } from '../../server/structured_log.ts';
import { anonymous, signIn, sleep, startServer, type Wire } from './support.ts';

test('the log contains no message text, password or token, even after errors', async (t) => {
    let lines = '';
    const log = structuredLog({
        write(line) {
            lines += line;
        },
    });
    const server = await startServer(t, { log, logRequests: true });
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const path = '/api/messages/thd_wedding';
    const marker = 'unspeakable';
    await alice.send('thd_wedding', marker, { note: marker, clientMessageId: marker });
    await alice.send('thd_wedding', marker.repeat(2000));
    await alice.post(path, { message: { text: marker } });
    const headers = { 'content-type': 'application/json' };
    await alice.call('POST', path, { headers, body: `{"message": "${marker}` });
    await alice.get(`/api/messages/thd_wedding?after=${marker}`);
    await alice.get(`/${marker}?${marker}=${marker}`);
    await anonymous(server).post('/api/auth/login', { email: `a@${marker}`, password: marker });
    await anonymous(server).post(path, {}, { authorization: `Bearer ${marker}` });
    const wire = await alice.connect({ auth: { token: marker } });
    await wire.ask('subscribe_conversation', { conversationId: marker, text: marker });
    wire.emit('auth', { userId: 'usr_alice', token: marker });
    await wire.next('auth:error');
    assert.match(lines, /"request"/);

    // PostgreSQL includes the row in its errors, Redis the command with its password.
    const failure = Object.assign(new Error('null value in column'), {
        code: '23502',
        detail: `Failing row contains (${marker}).`,
        command: { name: 'auth', args: [marker] },
        cause: Object.assign(new Error('lost'), { detail: marker }),
    });
    server.store.addMessage = () => Promise.reject(failure);
    server.store.markRead = () => Promise.reject(failure);
    assert.equal((await alice.send('thd_wedding', marker)).status, 500);
    const other = await alice.connect();
    await other.ask('conversation:read', { conversationId: 'thd_wedding' });
    assert.match(lines, /null value in column.*23502.*lost/);
    assert.doesNotMatch(lines, new RegExp(marker));
});

test('an unknown email address is rejected as slowly as a wrong password', async (t) => {
    const { accounts } = await startServer(t);
    async function medianMs(email: string): Promise<number> {
        const times = [];
        for (let round = 0; round < 9; round++) {
            const start = performance.now();
            assert.equal(await accounts.verify(email, 'wrong'), null);
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[4] ?? 0;
    }
    await medianMs('alice@example.com');
    const [known, unknown] = [
        await medianMs('alice@example.com'),
        await medianMs('nobody@example.com'),
    ];
    // Without a countermeasure it would be a hundred times faster.
    assert.ok(unknown > known / 3 && unknown < known * 3, `${unknown} ms and ${known} ms`);
});

test('without demo mode, demo accounts in the database and their tokens are invalid', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-demo-'));
    t.after(() => rm(folder, { recursive: true }));
    const options = { database: join(folder, 'messaging.sqlite') };
    const demo = await startServer(null, options);
    const browser = anonymous(demo);
    const given = { email: 'alice@example.com', password: 'demo', bearer: true };
    const { token } = (await browser.post('/api/auth/login', given)).body;
    await demo.close();
    const strict = await startServer(t, { ...options, demo: false });
    assert.equal((await anonymous(strict).post('/api/auth/login', given)).status, 401);
    const headers = { authorization: `Bearer ${token}` };
    assert.equal(
        (await anonymous(strict).call('GET', '/api/auth/me', { headers })).body.user,
        null,
    );
});

test('a form on another site cannot sign anybody in', async (t) => {
    const server = await startServer(t);
    const body = JSON.stringify({ userId: 'usr_alice' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const headers = { 'content-type': type, origin: 'https://evil.example' };
        const answer = await anonymous(server).call('POST', '/api/auth/login', { headers, body });
        assert.equal(answer.status, 401, type);
        assert.deepEqual(answer.headers.getSetCookie(), []);
    }
});

const sessionSecret = 'a secret of some length';

async function claimsOfAlice(server: ReferenceServer) {
    const account = await server.accounts.find('usr_alice');
    assert.ok(account);
    return { id: account.id, passwordStamp: account.passwordStamp };
}

/** A token for Alice that expires at this time, in seconds since 1970. */
async function tokenUntil(server: ReferenceServer, seconds: number): Promise<string> {
    return new SignJWT(await claimsOfAlice(server))
        .setProtectedHeader({ alg: 'HS256' })
        .setJti('ses_short')
        .setExpirationTime(seconds)
        .sign(new TextEncoder().encode(sessionSecret));
}

test('a signed token without a user, a password, a name of its sign-in or an end is invalid', async (t) => {
    const server = await startServer(t, { sessionSecret });
    const soon = Math.floor(Date.now() / 1000) + 60;
    const complete = { ...(await claimsOfAlice(server)), jti: 'ses_short', exp: soon };
    const statusWith = async (claims: Record<string, unknown>) => {
        const token = await new SignJWT(claims)
            .setProtectedHeader({ alg: 'HS256' })
            .sign(new TextEncoder().encode(sessionSecret));
        const headers = { authorization: `Bearer ${token}` };
        return (await anonymous(server).call('GET', '/api/messages/unread', { headers })).status;
    };
    assert.equal(await statusWith(complete), 200);
    for (const name of Object.keys(complete)) {
        assert.equal(await statusWith({ ...complete, [name]: undefined }), 401, name);
    }
});

test('sockets end when their session expires, whether it came by cookie or token', async (t) => {
    const server = await startServer(t, { sessionSecret });
    const seconds = Math.floor(Date.now() / 1000) + 2;
    const token = await tokenUntil(server, seconds);
    const [byCookie, byToken] = [anonymous(server), anonymous(server)];
    t.after(() => [byCookie, byToken].map((person) => person.leave()));
    byCookie.cookies.set('token', token);
    const wires: Wire[] = [await byCookie.connect(), await byToken.connect({ auth: { token } })];
    const polling = await byToken.connect({ transports: ['polling'], auth: { token } });
    const gone = [...wires, polling].map((wire) => wire.gone());
    assert.equal((await byCookie.get('/api/messages/unread')).status, 200);
    await Promise.all(gone);
    assert.ok(Date.now() >= seconds * 1000);
    await sleep(10);
    assert.equal((await byCookie.get('/api/messages/unread')).status, 401);
    const late = await byCookie.connect();
    const answer = await late.ask('subscribe_conversation', { conversationId: 'thd_wedding' });
    assert.deepEqual(answer, { ok: false, error: 'Unauthenticated' });
});

test('a socket that is given a newer token outlives the old one', async (t) => {
    const server = await startServer(t, { sessionSecret });
    const seconds = Math.floor(Date.now() / 1000) + 2;
    const alice = anonymous(server);
    t.after(() => alice.leave());
    const wire = await alice.connect({ auth: { token: await tokenUntil(server, seconds) } });
    const later = await tokenUntil(server, seconds + 60);
    assert.equal((await wire.ask('auth', { userId: 'usr_alice', token: later })).ok, true);
    await sleep(seconds * 1000 + 200 - Date.now());
    assert.equal(wire.socket.connected, true);
});

test('the console shows an error without what a driver attached to it', (t) => {
    const { mock } = t.mock.method(console, 'error', () => {});
    const cause = Object.assign(new Error('the cause'), { detail: 'Failing row contains (Hello)' });
    const fault = Object.assign(new TypeError('refused', { cause }), { query: 'Hello' });
    consoleLog.error('It failed', fault);
    const [text, shown] = (mock.calls[0]?.arguments ?? []) as unknown as [string, Error];
    assert.equal(text, 'It failed');
    assert.equal(shown.stack, fault.stack);
    assert.match(inspect(shown), /TypeError.*: refused/);
    assert.match(inspect(shown), /the cause/);
    assert.doesNotMatch(inspect(shown), /Hello/);
});
