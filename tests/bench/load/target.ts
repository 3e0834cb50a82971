// The target of the load: a cluster behind its proxy, or one process with a database in a file.

import path from 'node:path';
import { startCluster, startNode } from '../../../scripts/cluster/cluster.mjs';
import { removeFolder, temporaryFolder } from '../../../scripts/cluster/daemon.mjs';

const secret = 'known to whoever signs the sessions of a load';
/** Lifted, since each would reject some of so many people from one address. */
const limits = ['MESSAGES', 'REQUESTS', 'AUTH', 'TYPING', 'EVENTS'];
const env = {
    NODE_ENV: 'production',
    SESSION_SECRET: secret,
    ...Object.fromEntries(limits.map((name) => [`LIMIT_${name}`, '1000000000'])),
};

export interface Target {
    url: string;
    /** The servers' database, and the secret of their sessions. */
    database: string;
    secret: string;
    /** The processes of the messaging server. */
    servers: number[];
    /** Other processes that take part, by name. */
    others: Record<string, number>;
    stop(): Promise<void>;
}

export async function startClusterTarget(count: number): Promise<Target> {
    const cluster = await startCluster({ count, env });
    const { proxy, postgres, redis, nodes } = cluster;
    return {
        url: cluster.url,
        database: postgres.url,
        secret,
        servers: nodes.map((node) => Number(node.pid)),
        others: {
            haproxy: Number(proxy.pid),
            PostgreSQL: Number(postgres.pid),
            Redis: Number(redis.pid),
        },
        stop: cluster.stop,
    };
}

export async function startSingleTarget(): Promise<Target> {
    const folder = temporaryFolder('load');
    const database = path.join(folder, 'messaging.sqlite');
    const node = await startNode({ ...env, DATABASE: database, DATABASE_URL: '', REDIS_URL: '' });
    return {
        url: node.url,
        database,
        secret,
        servers: [Number(node.pid)],
        others: {},
        async stop() {
            await node.stop();
            removeFolder(folder);
        },
    };
}
