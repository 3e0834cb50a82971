// `npm run account` as an operator runs it: in a process of its own.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Libsql from 'libsql';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { runProgram } from './account_program.ts';
import { anonymous, startServer } from './support.ts';

const password = 'correct horse';
let database: string;
let remove: () => Promise<void>;
before(async () => {
    const temporary = await temporaryFolder('messaging-account-');
    database = path.join(temporary.folder, 'messaging.sqlite');
    remove = temporary.remove;
});
after(() => remove());

const addAccount = (args: string[], input = password, variables: object = {}) =>
    runProgram({ name: 'add_account', database, args, password: input, variables });

function rows(sql: string): unknown[] {
    const connection = new Libsql(database);
    const found = connection.prepare(sql).all();
    connection.close();
    return found;
}

test('an account added to a new database can sign in at a server without demo mode', async (t) => {
    const args = ['Flora@Example.com', 'Flora Green', 'supplier', 'Green Flowers'];
    const { code, output } = await addAccount(args);
    assert.equal(code, 0, output);
    assert.match(
        output,
        /^Added Flora@Example\.com as supplier usr_\w+ \(SQLite, \/.+\/messaging\.sqlite\)\.$/m,
    );
    const browser = anonymous(await startServer(t, { database, demo: false }));
    const given = { email: 'flora@example.com', password };
    const { status, body } = await browser.post('/api/auth/login', given);
    assert.deepEqual([status, body.name, body.role], [200, 'Flora Green', 'supplier']);
    const { items } = (await browser.get('/api/me/suppliers')).body;
    assert.deepEqual(
        items.map(({ name }: { name: string }) => name),
        ['Green Flowers'],
    );
});

test('an account is added while a server runs on the database', async (t) => {
    const browser = anonymous(await startServer(t, { database, demo: false }));
    const { code, output } = await addAccount(['ann@example.com', 'Ann', 'admin']);
    assert.equal(code, 0, output);
    const given = { email: 'ann@example.com', password };
    assert.equal((await browser.post('/api/auth/login', given)).status, 200);
});

test('an email address that is taken is rejected, and its account is not changed', async () => {
    const add = (name: string) => addAccount(['taken@example.com', name, 'supplier', name]);
    assert.equal((await add('First')).code, 0);
    const tables = () => [
        ...rows('select * from users order by id'),
        ...rows('select * from supplier_profiles order by id'),
    ];
    const stored = tables();
    const { code, output } = await add('Second');
    assert.deepEqual([code, output], [1, 'There is an account of this address already.\n']);
    assert.deepEqual(tables(), stored);
});

test('invalid arguments, passwords and database URLs are rejected with the reason', async () => {
    const wrong: [string[], RegExp][] = [
        [[], /^Say whom: /],
        [['a@example.com', 'A'], /^Say whom: /],
        [['a@example.com', 'A', 'supplier', 'A', 'B'], /^Say whom: /],
        [['nobody', 'A', 'customer'], /^email is no address\n$/],
        [['a@example.com', ' ', 'customer'], /^name is empty\n$/],
        [['a@example.com', 'A', 'king'], /^role is customer, supplier or admin\n$/],
        [['a@example.com', 'A', 'customer', 'A'], /^profile is for suppliers only\n$/],
    ];
    for (const [args, says] of wrong) {
        const { code, output } = await addAccount(args);
        assert.equal(code, 1);
        assert.match(output, says);
    }
    const short = await addAccount(['a@example.com', 'A', 'customer'], 'seven77');
    assert.deepEqual([short.code, short.output], [1, 'password has fewer than 8 characters\n']);
    const nowhere = await addAccount(['a@example.com', 'A', 'customer'], password, {
        DATABASE_URL: 'mysql://name:hush@127.0.0.1/x',
    });
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.output, /^DATABASE_URL: /);
    assert.doesNotMatch(nowhere.output, /hush/);
    assert.equal(rows("select * from users where email = 'a@example.com'").length, 0);
});

test('an unreachable database is reported by its variable, with the cause', async () => {
    const { code, output } = await addAccount(['a@example.com', 'A', 'customer'], password, {
        DATABASE_URL: 'postgres://ann:hush@127.0.0.1:1/x',
    });
    assert.equal(code, 1);
    assert.match(output, /^DATABASE_URL: The database cannot answer \(connect ECONNREFUSED 127/);
    assert.doesNotMatch(output, /hush/);
});
