// Metrics and traces of the module as it ships, against the real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import type { MessageObject } from '../../web/types.ts';
import { newConversation, newcomer, startServer } from '../server/support.ts';
import { loadModule, optionsOf, recordToasts, until } from './browser.ts';

let server: ReferenceServer;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());

/** A page of Ann's, and her conversation with Ben. */
async function begin() {
    const { createMessaging } = await loadModule();
    const [ann, ben] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [ann, ben]);
    await ben.send(id, 'before');
    const { messagingSystem: system } = createMessaging({
        ...optionsOf(ann),
        toast: recordToasts(),
    });
    return { system, ben, id };
}

test('metrics cover everything since they were first requested', async (context) => {
    const { system, ben, id } = await begin();
    context.after(() => system.destroy());
    const first = await system.metrics();
    assert.deepEqual([first.state, first.connects, first.requests], ['idle', 0, 0]);
    let texts: string[] = [];
    system.listenToMessages(id, (list: MessageObject[]) => {
        texts = list.map(({ text }) => text);
    });
    await until('it is online', () => system.isConnected && texts.length === 1);
    await system.sendMessage(id, 'mine');
    await ben.send(id, 'one');
    await ben.send(id, 'two');
    await until('all are there', () => texts.length === 4);
    await assert.rejects(system.sendMessage(id, 'x'.repeat(20_000)), { code: 'refused' });
    const { messages, latency, queued, ...others } = await system.metrics();
    assert.deepEqual(messages, { sent: 1, received: 2, failed: 1 });
    assert.equal(
        latency.counts.reduce((sum, count) => sum + count),
        1,
    );
    assert.equal(queued, 0);
    assert.equal(others.mode, 'websocket');
    assert.equal(others.since, first.since);
    assert.ok(others.modeMs.websocket > 0);
    assert.deepEqual([others.connects, others.reconnects, others.failedConnects], [1, 0, 0]);
    assert.equal(others.pollingShare, 0);
    // At least the list and two own messages.
    assert.ok(others.requests >= 3);
});

test('a trace contains all inputs so far, and can be exported again', async (context) => {
    const { system, id } = await begin();
    context.after(() => system.destroy());
    await system.ready;
    await system.sendMessage(id, 'a text');
    const lines = (await system.exportTrace())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const [header] = lines;
    assert.equal(header.inputs, lines.length - 2);
    assert.equal(header.differsFromPage, null);
    assert.equal(header.differsByFiller, null);
    assert.equal(lines[lines.length - 1].end, header.inputs);
    await system.sendMessage(id, 'another');
    const later = await system.exportTrace({ includeTexts: true });
    assert.ok(JSON.parse(later.slice(0, later.indexOf('\n'))).inputs > header.inputs);
    assert.match(later, /a text.*another/s);
});

test('texts of a previous user are never exported', async (context) => {
    const { system, id } = await begin();
    context.after(() => system.destroy());
    await system.sendMessage(id, 'of the user before');
    const next = await newcomer(server);
    system.configure({ user: { id: next.id, role: 'customer' } });
    await until('the core has been told', () => system._link.userId === next.id);
    await system.sendMessage('c1', 'of this user').catch(() => {});
    const trace = await system.exportTrace({ includeTexts: true });
    assert.match(trace, /of this user/);
    assert.doesNotMatch(trace, /of the user before/);
    const header = JSON.parse(trace.slice(0, trace.indexOf('\n')));
    assert.deepEqual([header.differsFromPage, header.differsByFiller], [null, null]);
});
