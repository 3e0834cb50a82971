// Accounts and how signing out spreads, below the routes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { followSignOuts } from '../../server/accounts/sign_outs.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { anonymous, newcomer, signIn, sleep, startServer } from './support.ts';

let server: ReferenceServer;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());

test('accounts looked up at once are each the one that was asked for', async () => {
    const ids = ['usr_golden', 'usr_nobody', 'usr_alice', 'usr_golden', 'usr_bloom'];
    const found = await Promise.all(ids.map((id) => server.accounts.find(id)));
    assert.deepEqual(
        found.map((account) => account?.id),
        ['usr_golden', undefined, 'usr_alice', 'usr_golden', 'usr_bloom'],
    );
});

test('of sessions checked at once, only the one that was ended is invalid', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => newcomer(server)));
    const ended = new Map(people[2]?.cookies);
    await people[2]?.post('/api/auth/logout');
    people[2]?.cookies.set('token', ended.get('token') ?? '');
    const answers = await Promise.all(people.map((person) => person.get('/api/messages/unread')));
    assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 401, 200, 200, 200],
    );
});

test('all profiles of a supplier are found, in the order of their ids', async () => {
    const profiles = ['sup_b', 'sup_c', 'sup_a'].map((id) => ({ id, name: `Profile ${id}` }));
    const { id } = await newcomer(server, { role: 'supplier', profiles });
    assert.deepEqual((await server.accounts.find(id))?.profileIds, ['sup_a', 'sup_b', 'sup_c']);
    const listed = await server.accounts.profilesOf(id);
    assert.deepEqual(
        listed.map((profile) => profile.id),
        ['sup_a', 'sup_b', 'sup_c'],
    );
});

test('an email address is the same in capitals and between spaces', async () => {
    const email = ' Mixed.Case@Example.com';
    const { id } = await newcomer(server, { email });
    for (const given of ['mixed.case@example.com', 'MIXED.CASE@EXAMPLE.COM ']) {
        assert.equal((await server.accounts.verify(given, 'secret'))?.id, id);
    }
    await assert.rejects(newcomer(server, { email: 'mixed.case@example.com' }), /of this address/);
});

test('an account whose profile cannot be added is not added either', async () => {
    const email = 'half@example.com';
    const profiles = [{ name: 'New' }, { id: 'sup_bloom', name: 'Taken' }];
    await assert.rejects(newcomer(server, { email, profiles }));
    await newcomer(server, { email });
});

test('a session lasts a week', async () => {
    const { cookies } = await signIn(server, 'usr_alice');
    const [, claims = ''] = (cookies.get('token') ?? '').split('.');
    const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const days = (exp * 1000 - Date.now()) / 86_400_000;
    assert.ok(days > 6.99 && days < 7.01, `${days} days`);
});

test('a sign-in with a field that is too long is malformed', async () => {
    for (const [field, most] of [
        ['userId', 128],
        ['email', 254],
        ['password', 1024],
    ] as const) {
        const statusOf = async (length: number) => {
            const given = { email: 'a@b.example', password: 'x', [field]: 'x'.repeat(length) };
            return (await anonymous(server).post('/api/auth/login', given)).status;
        };
        assert.deepEqual([await statusOf(most), await statusOf(most + 1)], [401, 400], field);
    }
});

test('the account routes take bodies of at most 10,000 bytes', async () => {
    const statusOf = async (length: number) => {
        const more = 'x'.repeat(length - '{"more":""}'.length);
        return (await anonymous(server).post('/api/auth/login', { more })).status;
    };
    assert.deepEqual([await statusOf(10_000), await statusOf(10_001)], [401, 413]);
});

test('signing out ends sockets without waiting for a look into the database', async (t) => {
    const own = await startServer(t);
    own.sessions.endedSince = async () => [];
    const person = await signIn(own, 'usr_alice');
    const gone = (await person.connect()).gone();
    const { body } = await person.post('/api/auth/logout');
    assert.deepEqual(body, { success: true });
    await gone;
});

test('sessions that have ended since a time are found by it', async () => {
    const started = Date.now();
    const person = await signIn(server, 'usr_golden');
    const [, claims = ''] = (person.cookies.get('token') ?? '').split('.');
    const { jti } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    await person.post('/api/auth/logout');
    assert.ok((await server.sessions.endedSince(started)).includes(jti));
    assert.ok(!(await server.sessions.endedSince(Date.now() + 1)).includes(jti));
});

/** Follows sign-outs every few milliseconds, with these answers to `endedSince`. */
function follow(endedSince: (since: number) => Promise<string[]>) {
    const [ended, errors]: [string[], unknown[]] = [[], []];
    const log = { info() {}, error: (_text: string, error?: unknown) => void errors.push(error) };
    const sessions = { ...server.sessions, endedSince };
    const onEnd = (key: string) => void ended.push(key);
    const stop = followSignOuts(sessions, { everyMs: 2, log, onEnd });
    return { ended, errors, stop };
}

test('a look for sign-outs that fails is logged, and the next one covers its time', async (t) => {
    const asked: number[] = [];
    const away = new Error('away');
    const { ended, errors, stop } = follow(async (since) => {
        asked.push(since);
        if (asked.length <= 3) throw away;
        return ['ses_one'];
    });
    t.after(stop);
    while (ended.length < 2) await sleep(2);
    assert.deepEqual(errors, [away, away, away]);
    assert.deepEqual(new Set(ended), new Set(['ses_one']));
    // Clocks of other machines may be late by 30 s.
    const [first = 0] = asked;
    assert.ok(first <= Date.now() - 30_000);
    assert.deepEqual(asked.slice(1, 4), [first, first, first]);
    assert.ok((asked[4] ?? 0) > first && (asked[4] ?? 0) <= Date.now() - 30_000);
});

test('sign-outs are no longer looked for once stopped, even while looking', async () => {
    let answer: () => void = () => {};
    let asked = 0;
    const { stop } = follow(() => {
        asked += 1;
        return new Promise((resolve) => {
            answer = () => resolve([]);
        });
    });
    while (asked === 0) await sleep(2);
    stop();
    answer();
    await sleep(50);
    assert.equal(asked, 1);
    const idle = follow(async () => assert.fail('It was stopped before'));
    idle.stop();
    await sleep(20);
    assert.deepEqual(idle.errors, []);
});
