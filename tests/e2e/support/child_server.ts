// The reference server with the test pages, as a process of its own that can be killed. If it has
// an IPC channel, it loads everything and then waits until its parent lets it start, so that no
// test waits for the loading.
import { once } from 'node:events';
import { readEnvironment } from '../../../server/config.ts';
import { createReferenceServer } from '../../../server/reference_server.ts';
import { dist, testPages } from './test_pages.js';

// The parent is gone.
process.on('disconnect', () => process.exit());
process.send?.('loaded');
if (process.send) await once(process, 'message');
const options = readEnvironment(process.env);
const server = await createReferenceServer({ ...options, dist, intercept: testPages() });
process.on('SIGTERM', async () => {
    await server.close();
    process.exit();
});
process.send?.('listening');
