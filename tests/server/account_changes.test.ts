// An account that an operator removes, or gives another password, while servers run.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { followAccounts } from '../../server/accounts/sign_outs.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { runProgram } from './account_program.ts';
import { anonymous, newcomer, type Person, signIn, sleep, startServer } from './support.ts';

/** Open sockets are checked every five seconds. */
const patienceMs = 12_000;
let server: ReferenceServer;
let database: string;
let remove: () => Promise<void>;
before(async () => {
    const temporary = await temporaryFolder('messaging-accounts-');
    remove = temporary.remove;
    database = path.join(temporary.folder, 'messaging.sqlite');
    server = await startServer(null, { database });
});
after(async () => {
    await server.close();
    await remove();
});

async function changePassword(email: string): Promise<void> {
    const password = 'another secret';
    const { code, output } = await runProgram({
        name: 'set_password',
        database,
        args: [email],
        password,
    });
    assert.equal(code, 0, output);
    assert.ok(output.startsWith(`${email} has another password (SQLite, `), output);
}

async function removeAccount(email: string): Promise<void> {
    const { code, output } = await runProgram({ name: 'remove_account', database, args: [email] });
    assert.equal(code, 0, output);
    assert.ok(output.startsWith(`Removed ${email} (SQLite, `), output);
}

const statusOf = async (person: Person) => (await person.get('/api/messages/unread')).status;

test('a new password ends the sign-ins made with the old one at their next request', async () => {
    const email = 'changed@example.com';
    const person = await newcomer(server, { email });
    const elsewhere = await signIn(server, person.id);
    const other = await newcomer(server);
    await changePassword(email);
    assert.deepEqual([await statusOf(person), await statusOf(elsewhere)], [401, 401]);
    assert.equal(await statusOf(other), 200);
    const signInWith = (password: string) =>
        anonymous(server).post('/api/auth/login', { email, password });
    assert.equal((await signInWith('secret')).status, 401);
    const { status, body } = await signInWith('another secret');
    assert.deepEqual([status, body.id], [200, person.id]);
});

test('a removed account that is added again has none of its former sign-ins', async () => {
    const email = 'again@example.com';
    const profiles = [{ name: 'Again' }];
    const person = await newcomer(server, { email, role: 'supplier', profiles });
    await removeAccount(email);
    assert.deepEqual(await server.accounts.profilesOf(person.id), []);
    assert.equal(await statusOf(person), 401);
    const again = await newcomer(server, { id: person.id, email });
    assert.deepEqual([await statusOf(person), await statusOf(again)], [401, 200]);
});

test('an address without an account, and a short password, change nothing', async () => {
    const email = 'kept@example.com';
    const person = await newcomer(server, { email });
    const nobody = ['nobody@example.com'];
    const wrong = [
        [
            { name: 'set_password', args: nobody, password: 'another secret' },
            /^There is no account/,
        ],
        [
            { name: 'remove_account', args: nobody },
            /^There is no account of nobody@example\.com \(/,
        ],
        [{ name: 'set_password', args: [email], password: 'short' }, /^password has fewer than 8/],
        [{ name: 'set_password', args: [] }, /^Say whose: /],
        [{ name: 'remove_account', args: [email, 'x'] }, /^Say whom: /],
    ] as const;
    for (const [given, says] of wrong) {
        const { code, output } = await runProgram({ ...given, args: [...given.args], database });
        assert.equal(code, 1);
        assert.match(output, says);
    }
    assert.equal(await statusOf(person), 200);
});

test('a demo whose accounts were all removed starts with new ones', async (t) => {
    const file = `${database}-demo`;
    const first = await startServer(null, { database: file });
    const { store, accounts } = first;
    await store.addMessage({
        conversationId: 'thd_wedding',
        sender: { id: 'usr_alice', role: 'customer', name: 'Alice Martin' },
        text: 'Still here',
    });
    for (const { email } of await accounts.demoAccounts()) await accounts.remove(email);
    await first.close();
    const second = await startServer(t, { database: file });
    const alice = await signIn(second, 'usr_alice');
    const { messages } = (await alice.get('/api/messages/thd_wedding')).body;
    assert.equal(messages.at(-1).text, 'Still here');
});

test('sockets of removed accounts and changed passwords end, and only these', async (t) => {
    const [changed, removed] = ['changed.open@example.com', 'removed.open@example.com'];
    const people = [
        await newcomer(server, { email: changed }),
        await newcomer(server, { email: removed }),
        await newcomer(server),
        anonymous(server),
    ];
    t.after(() => people.map((person) => person.leave()));
    const wires = await Promise.all(people.map((person) => person.connect()));
    const ended = wires.slice(0, 2).map((wire) => wire.gone(patienceMs));
    await changePassword(changed);
    await removeAccount(removed);
    const reason = 'io server disconnect';
    assert.deepEqual(await Promise.all(ended), [reason, reason]);
    assert.deepEqual(
        wires.map(({ socket }) => socket.connected),
        [false, false, true, true],
    );
});

test('of any number of sessions, those of changed accounts are found', async () => {
    const people = await Promise.all(['usr_alice', 'usr_bloom'].map(server.accounts.find));
    const open = Array.from({ length: 1001 }, (_value, index) => {
        const user = people[index % 2];
        assert.ok(user);
        return { user, key: `ses_${index}`, expiresAt: 0 };
    });
    const outdated = [0, 499, 500, 1000].map((index) => {
        const session = open[index];
        assert.ok(session);
        session.user = { ...session.user, passwordStamp: 'another' };
        return session;
    });
    assert.deepEqual(await server.sessions.outdated(open), outdated);
    assert.deepEqual(await server.sessions.outdated([]), []);
});

test('a check of the open sessions that fails is logged and done again', async (t) => {
    const alice = await server.accounts.find('usr_alice');
    assert.ok(alice);
    const [ended, errors]: [string[], unknown[]] = [[], []];
    const away = new Error('away');
    let checks = 0;
    const outdated: typeof server.sessions.outdated = async (open) => {
        checks += 1;
        if (checks <= 2) throw away;
        return [...open];
    };
    const stop = followAccounts(
        { ...server.sessions, outdated },
        {
            everyMs: 2,
            log: { info() {}, error: (_text, error) => void errors.push(error) },
            open: () => [{ user: alice, key: 'ses_one', expiresAt: 0 }],
            onEnd: (key) => void ended.push(key),
        },
    );
    t.after(stop);
    while (ended.length < 2) await sleep(2);
    assert.deepEqual(errors, [away, away]);
    assert.deepEqual(new Set(ended), new Set(['ses_one']));
});
