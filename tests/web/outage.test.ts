// The server goes away and comes back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MessageObject } from '../../web/types.ts';
import { newConversation, newcomer, startServer } from '../server/support.ts';
import { loadModule, optionsOf, record, recordToasts, sleep, until } from './browser.ts';

test('old-6C-1, 7, 8, 9, 10, 21: lists stay, one toast shows, page reconnects', async (context) => {
    const { createMessaging } = await loadModule();
    const folder = mkdtempSync(join(tmpdir(), 'messaging-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const database = join(folder, 'messaging.sqlite');
    let server = await startServer(null, { database });
    const { port } = server;
    const [ann, ben] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [ann, ben]);
    await ben.send(id, 'one');

    const toasts = recordToasts();
    const options = { ...optionsOf(ann), toast: toasts };
    const { messagingSystem: system, messagingManager } = createMessaging(options);
    context.after(() => system.destroy());
    const connections = record('messaging:connection');
    const lists: MessageObject[][] = [];
    const newest = () => lists[lists.length - 1]?.map((message) => message.text);
    system.listenToMessages(id, (list) => lists.push(list));
    messagingManager.isTyping(id);
    await until('the list is there', () => lists.length > 0 && system.isConnected);

    await server.close();
    await until('it is offline', () => !system.isConnected);
    assert.equal(system._hasDisconnected, true);
    await until('there is a notice', () => toasts.shown.length > 0);
    await sleep(500);
    assert.deepEqual(toasts.shown, ['info: Using fallback polling mode (30s intervals)']);
    assert.deepEqual(newest(), ['one']);
    assert.equal(system.pollingIntervals.length, 1);

    server = await startServer(null, { database, port });
    context.after(() => server.close());
    await ben.send(id, 'two');
    await until('it is online', () => system.isConnected);
    await until('what came meanwhile is there', () => newest()?.[1] === 'two');
    assert.equal(system.pollingIntervals.length, 0);
    assert.deepEqual(
        connections.map(({ status }) => status),
        ['online', 'offline', 'online'],
    );
    await until('there is a second notice', () => toasts.shown.length > 1);
    assert.deepEqual(toasts.shown.slice(1), ['success: Reconnected - real-time messaging active']);
});
