// The samples of docs/server.md as a user's projects, with the packed package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { freePort } from '../../scripts/setup/free_port.mjs';
import type { MessageObject } from '../../web/types.ts';
import { anonymous, type Person } from '../server/support.ts';
import { writeSamples } from '../support/doc_samples.mjs';
import { loadModule, optionsOf, record, sleep, until } from '../web/browser.ts';
import { consumerFolder } from './consumer.mjs';
import { runProgram } from './pack.mjs';

const versions = { 4: 'express4', 5: 'express' };
const others = ['express-session', 'libsql', 'socket.io', '@types/node', 'undici-types'];
const folders = new Map<string, Awaited<ReturnType<typeof consumerFolder>>>();

before(async () => {
    for (const [version, express] of Object.entries(versions)) {
        const packages = Object.fromEntries(others.map((name) => [name, name]));
        const consumer = await consumerFolder({ ...packages, express });
        await writeSamples('docs/server.md', consumer.folder);
        folders.set(version, consumer);
    }
});
after(async () => {
    for (const consumer of folders.values()) await consumer.remove();
});

const folderOf = (version: string) => folders.get(version)?.folder ?? '';

/** Runs a sample until the test ends, and fails if it printed anything. */
async function start(
    t: { after(work: () => Promise<void>): void },
    folder: string,
    name: string,
): Promise<{ url: string }> {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port) };
    const child = spawn(process.execPath, [name], { cwd: folder, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
            said += text;
        });
    }
    t.after(async () => {
        if (child.exitCode === null) {
            child.kill();
            await once(child, 'exit');
        }
        assert.equal(said, '');
    });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 500 && child.exitCode === null; tries += 1) {
        if (await fetch(url).catch(() => null)) return { url };
        await sleep(20);
    }
    throw new Error(`${name} did not start:\n${said}`);
}

for (const version of Object.keys(versions)) {
    test(`messages, typing and sign-out work in an application, Express ${version}`, async (t) => {
        const { createMessaging } = await loadModule();
        const server = await start(t, folderOf(version), 'app.mjs');
        const [alice, bloom] = [anonymous(server), anonymous(server)];
        await alice.post('/login', { id: 'alice' });
        assert.equal((await bloom.post('/login', { id: 'bloom' })).body.role, 'supplier');
        const inquiry = { subject: 'Wedding dinner', supplier: 'bloom' };
        const { id } = (await alice.post('/inquiries', inquiry)).body;

        const systemOf = (person: Person, user: string) => {
            const options = { ...optionsOf(person), user: { id: user } };
            const { messagingSystem: system } = createMessaging(options);
            t.after(() => system.destroy());
            return system;
        };
        const [customer, supplier] = [systemOf(alice, 'alice'), systemOf(bloom, 'bloom')];
        let seen: MessageObject[] = [];
        const typing = record('messaging:typing');
        supplier.listenToMessages(id, (messages) => {
            seen = messages;
        });
        assert.equal(await customer.initWebSocket(), true);
        customer.joinConversation(id);
        await until('both are connected', () => supplier.isConnected && customer.isConnected);
        await customer.sendMessage(id, { message: 'Are you free on June 12?' });
        await until('the message arrives', () => seen.length === 1);
        assert.equal(seen[0]?.text, 'Are you free on June 12?');
        assert.equal(seen[0]?.senderName, 'Alice Martin');
        assert.equal(customer.mode, 'websocket');
        customer.sendTypingStatus(id, true);
        await until('typing arrives', () => typing.some(({ isTyping }) => isTyping));
        await alice.post('/logout');
        await until('the socket of the session ends', () => !customer.isConnected);
    });

    test(`an application rejects unauthorized requests, Express ${version}`, async (t) => {
        const server = await start(t, folderOf(version), 'app.mjs');
        const nobody = anonymous(server);
        const answer = await nobody.get('/api/messages/conversations');
        assert.deepEqual([answer.status, answer.body.error], [401, 'Unauthenticated']);
        for (const origin of ['https://elsewhere.example', 'null']) {
            await assert.rejects(nobody.connect({ extraHeaders: { origin } }));
        }
        const inquire = async (supplier: string) =>
            (await nobody.post('/inquiries', { subject: 'Dinner', supplier })).status;
        assert.equal(await inquire('bloom'), 401);
        assert.equal((await nobody.call('POST', '/login')).status, 401);
        const login = await nobody.post('/login', { id: 'alice' });
        assert.equal(login.status, 200);
        assert.equal(await inquire('nobody'), 404);
        assert.equal((await nobody.call('POST', '/inquiries')).status, 404);
        assert.equal((await nobody.get('/api/messages/none')).status, 404);
        assert.equal((await nobody.post('/api/messages/none', [])).status, 404);
    });

    test(`a plain HTTP server keeps its pages beside messaging, Express ${version}`, async (t) => {
        const server = await start(t, folderOf(version), 'plain.mjs');
        const nobody = anonymous(server);
        assert.equal((await nobody.get('/')).body, 'Our own page');
        assert.equal((await nobody.get('/api/messagesX')).body, 'Our own page');
        assert.equal((await nobody.get('/api/messages/unread?x')).status, 401);
        const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' };
        const body = JSON.stringify({ message: 'Hello' });
        const wire = await nobody.connect({ auth: { token: 'secret' } });
        t.after(async () => nobody.leave());
        const path = '/api/messages/thd_wedding';
        assert.equal((await nobody.call('POST', path, { headers, body: '{' })).status, 400);
        assert.equal((await nobody.call('POST', path, { headers, body })).status, 201);
        assert.equal((await wire.next('new_message')).message.text, 'Hello');
    });
}

test('the conformance suite passes on a store outside this project', async () => {
    // In a test run of its own, not as a part of this one.
    const args = ['-u', 'NODE_TEST_CONTEXT', process.execPath, '--test', 'my_store.test.mjs'];
    const said = await runProgram('env', args, folderOf('5'));
    assert.match(said, /^# fail 0$/m);
    assert.match(said, /messages of a conversation are numbered 1, 2, 3/);
});
