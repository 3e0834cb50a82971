import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import Libsql from 'libsql';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { anonymous, newcomer, signIn, startServer } from './support.ts';

let server: ReferenceServer;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());

test('/api/health responds without a session', async () => {
    const { status, body } = await anonymous(server).get('/api/health');
    assert.equal(status, 200);
    assert.deepEqual(body, { status: 'ok' });
});

describe('signing in', () => {
    test('with a demo account sets an HttpOnly cookie and returns the user', async () => {
        const browser = anonymous(server);
        const answer = await browser.post('/api/auth/login', { userId: 'usr_alice' });
        assert.equal(answer.status, 200);
        assert.equal(answer.body.user.id, 'usr_alice');
        const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('token='));
        assert.match(cookie ?? '', /; HttpOnly/);
        assert.match(cookie ?? '', /; SameSite=Lax/);
        assert.doesNotMatch(cookie ?? '', /; Secure|Max-Age/);
    });

    test('with email and password ignores the email’s case, and can last a week', async () => {
        const browser = anonymous(server);
        const given = { email: 'Alice@Example.com', password: 'demo', remember: true };
        const answer = await browser.post('/api/auth/login', given);
        assert.equal(answer.status, 200);
        assert.equal(answer.body.id, 'usr_alice');
        assert.match(answer.headers.getSetCookie().join(), /Max-Age=604800/);
    });

    test('a wrong password and an unknown email address are rejected alike', async () => {
        const wrong = { email: 'alice@example.com', password: 'no' };
        const unknown = { email: 'nobody@example.com', password: 'no' };
        const answers = await Promise.all(
            [wrong, unknown, { userId: 'usr_nobody' }, { email: wrong.email }, {}].map((given) =>
                anonymous(server).post('/api/auth/login', given),
            ),
        );
        for (const { status, body } of answers) {
            assert.equal(status, 401);
            assert.equal(body.error, 'Invalid credentials');
        }
    });

    test('an account that is not a demo account needs its password', async () => {
        const { id } = await newcomer(server);
        const answer = await anonymous(server).post('/api/auth/login', { userId: id });
        assert.equal(answer.status, 401);
    });

    test('without demo mode sign-in by user id fails, and no accounts are listed', async (t) => {
        const strict = await startServer(t, { demo: false });
        const browser = anonymous(strict);
        assert.equal((await browser.post('/api/auth/login', { userId: 'usr_alice' })).status, 401);
        assert.equal((await browser.get('/api/auth/accounts')).status, 404);
    });
});

describe('who is signed in', () => {
    test('/me returns 200 and a null user for an anonymous browser', async () => {
        const { status, body } = await anonymous(server).get('/api/auth/me');
        assert.equal(status, 200);
        assert.deepEqual(body, { user: null });
    });

    test('/me returns the user, with the same fields at the root', async () => {
        const { body } = await (await signIn(server, 'usr_bloom')).get('/api/auth/me');
        const user = {
            id: 'usr_bloom',
            name: 'Bloom & Vine Catering',
            email: 'hello@bloomandvine.example',
            role: 'supplier',
        };
        assert.deepEqual(body, { user, ...user });
    });

    test('the demo accounts are listed', async () => {
        const { body } = await anonymous(server).get('/api/auth/accounts');
        const ids = body.accounts.map((account: { id: string }) => account.id);
        assert.deepEqual(ids, ['usr_alice', 'usr_bloom', 'usr_golden']);
        for (const account of body.accounts) {
            assert.deepEqual(Object.keys(account), ['id', 'name', 'email', 'role']);
        }
    });

    test('a supplier gets profiles, a customer none, and an anonymous browser 401', async () => {
        const supplier = await (await signIn(server, 'usr_bloom')).get('/api/me/suppliers');
        assert.deepEqual(supplier.body.items, [
            { id: 'sup_bloom', name: 'Bloom & Vine Catering', ownerUserId: 'usr_bloom' },
        ]);
        const customer = await (await signIn(server, 'usr_alice')).get('/api/me/suppliers');
        assert.deepEqual(customer.body.items, []);
        assert.equal((await anonymous(server).get('/api/me/suppliers')).status, 401);
    });

    test('a session whose user was deleted is invalid', async (t) => {
        const { folder, remove } = await temporaryFolder('messaging-sessions-');
        t.after(remove);
        const database = path.join(folder, 'messaging.sqlite');
        const person = await newcomer(await startServer(t, { database }));
        assert.equal((await person.get('/api/messages/unread')).status, 200);
        const connection = new Libsql(database);
        connection.prepare('delete from users where id = ?').run(person.id);
        connection.close();
        assert.equal((await person.get('/api/messages/unread')).status, 401);
        assert.deepEqual((await person.get('/api/auth/me')).body, { user: null });
    });

    test('a forged, damaged or unsigned token is rejected', async () => {
        const { cookies } = await signIn(server, 'usr_alice');
        const [header = '', claims = '', signature = ''] = (cookies.get('token') ?? '').split('.');
        const none = Buffer.from('{"alg":"none"}').toString('base64url');
        const tokens = [
            `${header}.${claims}.${signature.slice(1)}`,
            `${none}.${claims}.`,
            `${header}.${Buffer.from('{"id":"usr_bloom"}').toString('base64url')}.${signature}`,
            'x',
            '%E0%A4%A',
        ];
        for (const token of tokens) {
            const browser = anonymous(server);
            browser.cookies.set('token', token);
            assert.equal((await browser.get('/api/messages/unread')).status, 401, token);
        }
    });

    test('login returns a bearer token on request, which works without cookies', async () => {
        const browser = anonymous(server);
        const login = { userId: 'usr_alice', bearer: true };
        const { token } = (await browser.post('/api/auth/login', login)).body;
        const client = anonymous(server);
        // The name of a scheme has no case.
        const headers = { authorization: `bearer ${token}` };
        const sent = await client.post('/api/messages/thd_wedding', { message: 'Hi' }, headers);
        assert.equal(sent.status, 201);
        assert.equal(sent.body.message.senderId, 'usr_alice');
        const { body } = await browser.post('/api/auth/login', { userId: 'usr_alice' });
        assert.equal(body.token, undefined);
    });
});

describe('signing out', () => {
    test('clears the cookie, revokes the token and ends the sockets of this session', async () => {
        const here = await signIn(server, 'usr_golden');
        const elsewhere = await signIn(server, 'usr_golden');
        const stolen = new Map(here.cookies);
        const [ended, other] = [await here.connect(), await elsewhere.connect()];
        const gone = ended.gone();
        assert.equal((await here.post('/api/auth/logout')).status, 200);
        assert.equal(here.cookies.has('token'), false);
        await gone;
        assert.equal(other.socket.connected, true);
        here.cookies.set('token', stolen.get('token') ?? '');
        assert.equal((await here.get('/api/messages/unread')).status, 401);
        assert.equal((await elsewhere.get('/api/messages/unread')).status, 200);
        elsewhere.leave();
    });

    test('does not revive sessions that were ended before', async () => {
        const [first, second] = [
            await signIn(server, 'usr_golden'),
            await signIn(server, 'usr_alice'),
        ];
        const token = first.cookies.get('token') ?? '';
        await first.post('/api/auth/logout');
        await second.post('/api/auth/logout');
        first.cookies.set('token', token);
        assert.equal((await first.get('/api/messages/unread')).status, 401);
    });

    test('several times at once succeeds each time', async () => {
        const alice = await signIn(server, 'usr_alice');
        const answers = await Promise.all(
            Array.from({ length: 4 }, () => alice.post('/api/auth/logout')),
        );
        assert.deepEqual(
            answers.map(({ status }) => status),
            [200, 200, 200, 200],
        );
    });

    test('ends a socket even if its server missed the announcement', async (t) => {
        const { folder, remove } = await temporaryFolder('messaging-sessions-');
        t.after(remove);
        const database = path.join(folder, 'messaging.sqlite');
        const person = await signIn(await startServer(t, { database }), 'usr_alice');
        const gone = (await person.connect()).gone();
        const [, claims = ''] = (person.cookies.get('token') ?? '').split('.');
        const { jti } = JSON.parse(Buffer.from(claims, 'base64url').toString());
        const connection = new Libsql(database);
        connection
            .prepare('insert into ended_sessions (key, expires_at, ended_at) values (?, ?, ?)')
            .run(jti, Date.now() + 1000, Date.now());
        connection.close();
        assert.equal(await gone, 'io server disconnect');
    });

    test('deletes the records of ended sessions that have expired at all machines', async (t) => {
        const { folder, remove } = await temporaryFolder('messaging-sessions-');
        t.after(remove);
        const database = path.join(folder, 'messaging.sqlite');
        const own = await startServer(t, { database });
        const connection = new Libsql(database);
        t.after(() => void connection.close());
        const record = connection.prepare(
            'insert into ended_sessions (key, expires_at, ended_at) values (?, ?, ?)',
        );
        // The clock of another machine may be 30 s behind.
        record.run('ses_expired', Date.now() - 30_001, 0);
        record.run('ses_valid_elsewhere', Date.now() - 25_000, 0);
        await (await signIn(own, 'usr_alice')).post('/api/auth/logout');
        const keys = connection.prepare('select key from ended_sessions').all();
        assert.equal(keys.length, 2);
        assert.match(JSON.stringify(keys), /ses_valid_elsewhere/);
        assert.doesNotMatch(JSON.stringify(keys), /ses_expired/);
    });
});

test('expired records of ended sessions are found by an index', async (t) => {
    const { folder, remove } = await temporaryFolder('messaging-sessions-');
    t.after(remove);
    const database = path.join(folder, 'messaging.sqlite');
    await startServer(t, { database });
    const connection = new Libsql(database);
    const question = 'explain query plan delete from ended_sessions where expires_at < ?';
    const [plan] = connection.prepare(question).all(0) as { detail: string }[];
    connection.close();
    assert.match(plan?.detail ?? '', /USING (COVERING )?INDEX/);
});

describe('CSRF protection', () => {
    const path = '/api/messages/thd_wedding';

    test('issues a readable token of 64 hexadecimal digits, the same for every tab', async () => {
        const browser = anonymous(server);
        const first = await browser.get('/api/csrf-token');
        assert.match(first.body.csrfToken, /^[0-9a-f]{64}$/);
        assert.equal(browser.cookies.get('csrf'), first.body.csrfToken);
        const cookie = first.headers.getSetCookie().join();
        assert.match(cookie, /; Max-Age=86400; Path=\/;/);
        assert.match(cookie, /; SameSite=Lax$/);
        assert.doesNotMatch(cookie, /HttpOnly/);
        const second = await browser.get('/api/csrf-token');
        assert.equal(second.body.csrfToken, first.body.csrfToken);
        browser.cookies.set('csrf', 'chosen-by-somebody');
        const third = await browser.get('/api/csrf-token');
        assert.match(third.body.csrfToken, /^[0-9a-f]{64}$/);
    });

    test('rejects writing routes without a token, and with a wrong one', async () => {
        const alice = await signIn(server, 'usr_alice');
        const paths = [
            path,
            `${path}/read`,
            '/api/messages/threads/thd_wedding/mark-read',
            '/api/auth/logout',
        ];
        for (const one of paths) {
            const headers = { cookie: alice.cookie, 'content-type': 'application/json' };
            const missing = await alice.call('POST', one, { headers, body: '{"message":"x"}' });
            assert.equal(missing.status, 403, one);
            assert.equal(missing.body.error, 'CSRF token missing');
            const wrong = await alice.post(
                one,
                { message: 'x' },
                { 'x-csrf-token': 'f'.repeat(64) },
            );
            assert.equal(wrong.status, 403, one);
            assert.equal(wrong.body.error, 'Invalid CSRF token');
        }
        assert.equal((await alice.get('/api/messages/unread')).status, 200);
    });

    test('rejects a token of another length, even if the cookie has the same', async () => {
        const alice = await signIn(server, 'usr_alice');
        const send = (token: string) =>
            alice.post(path, { message: 'x' }, { 'x-csrf-token': token });
        const invalid = await send('f');
        assert.deepEqual([invalid.status, invalid.body.error], [403, 'Invalid CSRF token']);
        alice.cookies.set('csrf', 'f');
        const short = await send('f');
        assert.deepEqual([short.status, short.body.error], [403, 'CSRF token missing']);
    });

    test('lets methods pass without a token that change nothing', async () => {
        const { cookie } = await signIn(server, 'usr_alice');
        const statusOf = async (method: string) =>
            (await fetch(server.url + path, { method, headers: { cookie } })).status;
        assert.equal(await statusOf('HEAD'), 200);
        // No route has this method.
        assert.equal(await statusOf('OPTIONS'), 404);
    });

    test('rejects the header alone, without the cookie', async () => {
        const alice = await signIn(server, 'usr_alice');
        const token = alice.cookies.get('csrf') ?? '';
        alice.cookies.delete('csrf');
        const { status, body } = await alice.post(
            path,
            { message: 'x' },
            { 'x-csrf-token': token },
        );
        assert.equal(status, 403);
        assert.equal(body.error, 'CSRF token missing');
    });

    test('an invalid Authorization header does not exempt a cookie from it', async () => {
        const alice = await signIn(server, 'usr_alice');
        for (const authorization of ['Bearer nonsense', 'Basic dXNlcjpwYXNz', 'Bearer']) {
            const headers = {
                cookie: alice.cookie,
                authorization,
                'content-type': 'application/json',
            };
            const answer = await alice.call('POST', path, { headers, body: '{"message":"x"}' });
            assert.equal(answer.status, 401, authorization);
        }
    });
});
