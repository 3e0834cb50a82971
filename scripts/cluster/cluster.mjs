// A whole cluster on this machine: PostgreSQL, Redis, several servers, and haproxy in front.
import { randomBytes } from 'node:crypto';
import { freePort } from '../setup/free_port.mjs';
import { projectFolder } from '../setup/paths.mjs';
import { startDaemon } from './daemon.mjs';
import { startProxy } from './haproxy.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

const main = 'server/main.ts';

/**
 * @typedef {{
 *     url: string,
 *     readonly pid: number | undefined,
 *     start(): Promise<void>,
 *     stop(signal?: NodeJS.Signals): Promise<void>,
 * }} Node
 */

/**
 * Everything that was started is stopped again when a part does not start.
 * @param {{
 *     count: number,
 *     port?: number | undefined,
 *     env?: Record<string, string>,
 *     program?: string,
 * }} options `program` is what each node runs
 */
export async function startCluster({ count, port, env = {}, program = main }) {
    /** @type {{ stop(): Promise<void> }[]} */
    const parts = [];
    const stop = async () => {
        for (const part of parts.splice(0).reverse()) await part.stop();
    };
    try {
        const postgres = await startPostgres();
        parts.push(postgres);
        const redis = await startRedis();
        parts.push(redis);
        const shared = {
            DATABASE_URL: postgres.url,
            REDIS_URL: redis.url,
            SESSION_SECRET: randomBytes(32).toString('hex'),
            TRUSTED_PROXIES: '1',
            // Longer than the proxy takes to notice that a server is no longer ready.
            DRAIN_MS: '1500',
            ...env,
        };
        /** @type {Node[]} */
        const nodes = [];
        for (let index = 0; index < count; index++) {
            const node = await startNode(shared, program);
            nodes.push(node);
            parts.push(node);
        }
        const ports = nodes.map((node) => Number(new URL(node.url).port));
        const proxy = await startProxy(ports, { port });
        parts.push(proxy);
        return { url: proxy.url, proxy, postgres, redis, nodes, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

/**
 * Runs what `npm start` runs, as a separate process.
 * @param {Record<string, string>} variables
 * @param {string} [program]
 * @returns {Promise<Node>}
 */
export async function startNode(variables, program = main) {
    const port = await freePort();
    const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port), ...variables };
    const args = ['--import', 'tsx', program];
    const launch = () => startDaemon(process.execPath, args, { port, cwd: projectFolder, env });
    let daemon = await launch();
    return {
        url: `http://127.0.0.1:${port}`,
        get pid() {
            return daemon.pid;
        },
        async start() {
            daemon = await launch();
        },
        stop: (signal) => daemon.stop(signal),
    };
}
