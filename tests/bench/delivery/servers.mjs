// The servers of the two people: one for both, or two of a cluster, one for each of them.
import { startCluster } from '../../../scripts/cluster/cluster.mjs';
import { signInAt } from '../../cluster/support.ts';
import { startReferenceServer, unlimited } from '../../e2e/support/servers.js';
import { signIn } from '../../server/support.ts';
import { open } from './pages.mjs';

const [alice, bloom] = ['usr_alice', 'usr_bloom'];

export async function startAlone() {
    const server = await startReferenceServer();
    const join = async (/** @type {string} */ userId) => {
        const person = await signIn(server, userId);
        return open(server.url, userId, { token: person.cookies.get('token') ?? '' });
    };
    const people = /** @type {const} */ ([await join(alice), await join(bloom)]);
    return { server, people, close: () => closeAll(people, () => server.close()) };
}

/** The proxy's cookie determines the server to which it sends a browser. */
export async function startApart() {
    const program = 'tests/e2e/support/child_server.ts';
    const cluster = await startCluster({ count: 2, program, env: unlimited });
    const join = async (/** @type {string} */ userId, /** @type {string} */ node) => {
        const person = await signInAt(cluster.url, userId);
        return open(cluster.url, userId, { token: person.cookies.get('token') ?? '', node });
    };
    const people = /** @type {const} */ ([await join(alice, 'node0'), await join(bloom, 'node1')]);
    for (const { url } of cluster.nodes) {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        if (!/^messaging_connections\{transport="websocket"\} 1$/m.test(metrics)) {
            throw new Error('Each of the two must be connected to a server of his own');
        }
    }
    return { people, close: () => closeAll(people, () => cluster.stop()) };
}

/**
 * @param {readonly import('./pages.mjs').Person[]} people
 * @param {() => Promise<void>} stop
 */
async function closeAll(people, stop) {
    for (const person of people) await person.close();
    await stop();
}
