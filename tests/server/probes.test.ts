import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../server/store/store.ts';
import { anonymous, startServer } from './support.ts';

test('a server that runs is healthy and ready', async (t) => {
    const visitor = anonymous(await startServer(t));
    assert.deepEqual((await visitor.get('/healthz')).body, { status: 'ok' });
    const { status, body } = await visitor.get('/readyz');
    assert.deepEqual([status, body], [200, { status: 'ready' }]);
});

test('a server without its database is healthy but not ready', async (t) => {
    const server = await startServer(t);
    server.store.cursor = () => Promise.reject(new StoreUnavailable());
    assert.equal((await anonymous(server).get('/healthz')).status, 200);
    assert.equal((await anonymous(server).get('/readyz')).status, 503);
});
