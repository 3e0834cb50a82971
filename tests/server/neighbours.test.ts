// Several processes on one store: how each learns what the others have stored.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Server } from 'socket.io';
import { attachMessaging, type MessagingOptions } from '../../server/attach_messaging.ts';
import { silentLog } from '../../server/log.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import type { Store } from '../../server/store/store.ts';
import { Person, sleep } from './support.ts';

const user = { id: 'ann', name: 'Ann', role: 'customer' };
const conversationId = 'thd_one';

async function newStore(): Promise<Store> {
    const store = createMemoryStore();
    const participants = [{ userId: user.id, name: user.name, role: user.role }];
    await store.createConversation({ id: conversationId, subject: 'Something', participants });
    return store;
}

/** To the store this looks like a separate process; one user is connected to it. */
async function startProcess(
    t: TestContext,
    options: Pick<MessagingOptions, 'store' | 'neighbours' | 'pollMs'>,
) {
    const http = createServer();
    const io = new Server(http);
    const messaging = attachMessaging(io, http, {
        authenticate: () => ({ user }),
        log: silentLog,
        ...options,
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const person = new Person({ url: `http://127.0.0.1:${port}` }, user.id);
    t.after(async () => {
        person.leave();
        messaging.close();
        await io.close();
    });
    return { messaging, person, wire: await person.connect() };
}

test('a message stored by one process is sent by the other once it is announced', async (t) => {
    const store = await newStore();
    let announce = () => {};
    const here = { announce: () => announce(), listen() {} };
    const there = {
        announce() {},
        listen: (told: () => void) => {
            announce = told;
        },
    };
    const { person } = await startProcess(t, { store, neighbours: here });
    const { wire } = await startProcess(t, { store, neighbours: there });
    await person.send(conversationId, 'Hello');
    assert.equal((await wire.next('new_message')).message.text, 'Hello');
});

test('messages that nobody announces are found by polling', async (t) => {
    const store = await newStore();
    const { wire } = await startProcess(t, { store, pollMs: 20 });
    const sender = { id: 'ben', name: 'Ben', role: 'supplier' };
    for (const text of ['one', 'two', 'three']) {
        await store.addMessage({ conversationId, sender, text });
        assert.equal((await wire.next('new_message')).message.text, text);
    }
});

test('after closing, neither polling nor announcements query the store', async (t) => {
    const store = await newStore();
    const { changesSince } = store;
    let asked = 0;
    store.changesSince = (...given) => {
        asked += 1;
        return changesSince(...given);
    };
    let told = () => {};
    const neighbours = {
        announce() {},
        listen: (tell: () => void) => {
            told = tell;
        },
    };
    const { messaging } = await startProcess(t, { store, pollMs: 10, neighbours });
    while (asked === 0) await sleep(5);
    messaging.close();
    await sleep(20);
    const before = asked;
    messaging.publish();
    told();
    await sleep(100);
    assert.equal(asked, before);
});
