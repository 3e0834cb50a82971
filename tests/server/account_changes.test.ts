// An account that is removed or given a new password in the tables, as docs/operations.md says.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Libsql from 'libsql';
import { followAccounts } from '../../server/accounts/sign_outs.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { statementsOf } from '../support/operations_page.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { anonymous, newcomer, type Person, signIn, sleep, startServer } from './support.ts';

/** Open sockets are checked every five seconds. */
const patienceMs = 12_000;
const removal = statementsOf('Retention and deletion', 1);
const newPassword = statementsOf('Retention and deletion', 2);
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

/** Runs the page's statements, which are about Flora, for this address. */
function run(statements: string, email: string): void {
    const connection = new Libsql(database);
    connection.exec('pragma foreign_keys = on');
    connection.exec(statements.replaceAll('flora@example.com', email));
    connection.close();
}

async function changePassword(email: string): Promise<void> {
    await server.accounts.add({
        name: 'New password',
        role: 'customer',
        email: 'new-password@example.com',
        password: 'another secret',
    });
    run(newPassword, email);
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
    assert.equal(await server.accounts.verify('new-password@example.com', 'another secret'), null);
});

test('a removed account that is added again has none of its former sign-ins', async () => {
    const email = 'again@example.com';
    const profiles = [{ name: 'Again' }];
    const person = await newcomer(server, { email, role: 'supplier', profiles });
    run(removal, email);
    assert.equal(await statusOf(person), 401);
    const again = await newcomer(server, { id: person.id, email });
    assert.deepEqual([await statusOf(person), await statusOf(again)], [401, 200]);
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
    run(removal, removed);
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
