// What an application hands in to `attachMessaging`, and what it gets.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import express from 'express';
import { Server } from 'socket.io';
import { attachMessaging, type MessagingOptions } from '../../server/attach_messaging.ts';
import { silentLog } from '../../server/log.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import type { Store } from '../../server/store/store.ts';
import { Person, sleep } from './support.ts';

const id = 'thd_one';
const users = ['ann', 'ben', 'stranger'].map((name) => ({ id: name, name, role: 'customer' }));

/** An application in which the cookie `who` says who somebody is; `ann` and `ben` talk in it. */
async function startApplication(t: TestContext, options: Partial<MessagingOptions> = {}) {
    const store = options.store ?? createMemoryStore();
    await store.createConversation({
        id,
        subject: 'Something',
        participants: ['ann', 'ben'].map((userId) => ({ userId, name: userId, role: 'customer' })),
    });
    const app = express();
    const http = createServer(app);
    const io = new Server(http);
    const attach = () =>
        attachMessaging(io, app, {
            store,
            authenticate({ headers }) {
                const user = users.find((one) => headers.cookie === `who=${one.id}`);
                return user ? { user } : null;
            },
            log: silentLog,
            ...options,
        });
    const messaging = attach();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    t.after(async () => {
        messaging.close();
        await io.close();
    });
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const as = (name: string) => new Person({ url }, name, new Map([['who', name]]));
    return { attach, messaging, as };
}

test('a participant may be forbidden to write; what is written he reads as everywhere', async (t) => {
    const { as, messaging } = await startApplication(t, {
        authorize: (user, _conversation, action) => user.id === 'ben' && action === 'send',
    });
    const [ann, ben, stranger] = [as('ann'), as('ben'), as('stranger')];
    const refused = await ann.send(id, 'x');
    assert.deepEqual([refused.status, refused.body.error], [403, 'Access denied']);
    assert.equal((await stranger.send(id, 'x')).status, 404);
    const wire = await ann.subscribe(id);
    assert.equal((await ben.send(id, 'x')).status, 201);
    await messaging.settled();
    assert.equal((await wire.next('new_message')).message.text, 'x');
    assert.equal((await ann.get(`/api/messages/${id}`)).body.messages.length, 1);
    assert.equal((await ann.get('/api/messages/unread')).body.count, 1);
    ann.leave();
});

for (const [how, protect] of [
    ['hands on', (_request, _response, next) => next(Object.assign(new Error(), { status: 403 }))],
    ['throws', () => Promise.reject(Object.assign(new Error('bad token'), { status: 403 }))],
] satisfies [string, MessagingOptions['protect']][]) {
    test(`what a foreign guard against forged requests ${how} has clients fetch a token`, async (t) => {
        const { as } = await startApplication(t, { protect });
        const { status, body } = await as('ann').send(id, 'x');
        assert.equal(status, 403);
        assert.match(body.error, /CSRF/);
    });
}

test('a store that is away at the start ends nothing, and is asked until it is there', async (t) => {
    const store: Store = createMemoryStore();
    const { cursor } = store;
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    let answered = 0;
    store.cursor = () => Promise.reject(new Error('away'));
    const { as, messaging } = await startApplication(t, { store });
    await sleep(20);
    await assert.rejects(messaging.ready, /away/);
    assert.deepEqual(errors, []);
    store.cursor = async () => {
        const found = await cursor();
        answered += 1;
        return found;
    };
    while (answered === 0) await sleep(20);
    const ann = as('ann');
    const wire = await ann.subscribe(id);
    await as('ben').send(id, 'the first');
    assert.equal((await wire.next('new_message')).message.text, 'the first');
    ann.leave();
});

test('messaging is attached to a server once, and not anew when it was closed', async (t) => {
    const { attach, messaging } = await startApplication(t);
    assert.throws(attach, /already attached to this HTTP server/);
    messaging.close();
    assert.throws(attach, /already attached to this HTTP server/);
});
