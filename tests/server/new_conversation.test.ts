// The new conversations that our stores reject.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Context } from '../../server/context.ts';
import { addRoutes } from '../../server/rest/routes.ts';
import { openSqliteStore } from '../../server/sqlite.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import type { NewConversation, Store } from '../../server/store/store.ts';

const ann = { userId: 'ann', name: 'Ann', role: 'customer' };

/** The first path segments of routes that are not for one conversation. */
function wordsOfRoutes(): Set<string> {
    const words = new Set<string>();
    const note = (path: string) => void words.add(path.split('/')[1] ?? '');
    addRoutes({ context: {} as Context, router: { get: note, post: note } });
    words.delete(':conversationId');
    return words;
}

for (const [name, open] of [
    ['the store in memory', async () => createMemoryStore()],
    ['the store in SQLite', () => openSqliteStore(':memory:')],
] satisfies [string, () => Promise<Store>][]) {
    describe(name, () => {
        let store: Store;
        before(async () => {
            store = await open();
        });
        after(() => store.close());
        const create = (fields: object) => {
            const right = { subject: 'Flowers', participants: [ann] };
            return store.createConversation({ ...right, ...fields } as NewConversation);
        };

        test('rejects the user of a session in place of a participant', async () => {
            const user = { id: 'ann', name: 'Ann', role: 'customer' };
            await assert.rejects(create({ participants: [ann, user] }), {
                name: 'TypeError',
                message: /^participants\[1\]\.userId .* is undefined, but must be a string$/,
            });
        });

        test('rejects a path segment of the routes as an id, even if capitalized', async () => {
            const words = [...wordsOfRoutes()];
            assert.ok(words.includes('sync') && words.includes('unread'));
            for (const id of [...words, 'Sync']) {
                const message = new RegExp(`^id of the new conversation is "${id}", which is no`);
                await assert.rejects(create({ id }), { name: 'TypeError', message });
            }
        });

        test('rejects an id that cannot be a path segment', async () => {
            for (const id of ['', '.', '..']) {
                await assert.rejects(create({ id }), { name: 'TypeError' });
            }
        });

        test('rejects a field of the wrong type by its name', async () => {
            const wrong: [object, RegExp][] = [
                [{ id: 7 }, /^id .* is number, but must be a string/],
                [{ subject: undefined }, /^subject .* is undefined/],
                [{ status: true }, /^status .* is boolean/],
                [{ createdAt: new Date() }, /^createdAt .* is object, but must be a number/],
                [{ participants: undefined }, /^participants .* is undefined, but must be an arr/],
                [{ participants: [null] }, /^participants\[0\]\.userId .* is undefined/],
                [{ participants: [{ ...ann, name: null }] }, /^participants\[0\]\.name .* is null/],
                [{ participants: [{ ...ann, profileId: 7 }] }, /\.profileId .* is number/],
            ];
            for (const [fields, message] of wrong) {
                await assert.rejects(create(fields), { name: 'TypeError', message });
            }
        });

        test('stores nothing of a rejected conversation', async () => {
            const before = await store.cursor();
            await assert.rejects(create({ id: 'thd_none', participants: [ann, {}] }));
            assert.equal(await store.conversation('thd_none'), null);
            assert.equal(await store.cursor(), before);
        });

        test('accepts an id that only starts like a route', async () => {
            assert.equal((await create({ id: 'sync_one' })).id, 'sync_one');
        });
    });
}
