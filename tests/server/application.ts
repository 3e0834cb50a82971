// An application that has attached messaging, for tests of what it passes in.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import express from 'express';
import { Server } from 'socket.io';
import { attachMessaging, type MessagingOptions } from '../../server/attach_messaging.ts';
import { silentLog } from '../../server/log.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import { Person } from './support.ts';

/** A conversation of `ann` and `ben`. */
export const id = 'thd_one';
export const users = ['ann', 'ben', 'stranger'].map((name) => ({
    id: name,
    name,
    role: 'customer',
}));

/** An application whose cookie `who` names the user. */
export async function startApplication(t: TestContext, options: Partial<MessagingOptions> = {}) {
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
    return { attach, messaging, as, io, url };
}
