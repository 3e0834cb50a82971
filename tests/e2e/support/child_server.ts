// The reference server with the pages of the tests, as a process of its own that can be killed.
// Where its parent talks to it, it has loaded everything before it is told to begin: a test does
// not wait for that.
import { once } from 'node:events';
import { readEnvironment } from '../../../server/config.ts';
import { createReferenceServer } from '../../../server/reference_server.ts';
import { dist, testPages } from './test_pages.js';

// Whoever started it is gone.
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
