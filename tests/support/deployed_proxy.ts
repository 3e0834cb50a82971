// haproxy with deploy/haproxy.cfg, except for addresses and a connection limit for any machine.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startDaemon, temporaryFolder } from '../../scripts/cluster/daemon.mjs';
import { freePort } from '../../scripts/setup/free_port.mjs';
import { readProjectFile } from './deployment.ts';

/** `hosts` are the servers behind it; `variables` are those that compose.yaml passes on. */
export async function startDeployedProxy(hosts: string[], variables: Record<string, string> = {}) {
    const port = await freePort();
    const folder = temporaryFolder('haproxy');
    const file = path.join(folder, 'haproxy.cfg');
    const lines = hosts.map((host, index) => `    server node${index + 1} ${host}`);
    const text = readProjectFile('deploy/haproxy.cfg')
        .replace('bind :8080', `bind 127.0.0.1:${port}`)
        .replace(/^ *server-template .*$/m, lines.join('\n'))
        .replace(/maxconn \d+/, 'maxconn 100');
    writeFileSync(file, text);
    // Debian installs it in a directory that is only on root's PATH.
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...variables };
    const daemon = await startDaemon('haproxy', ['-db', '-f', file], { port, cwd: folder, env });
    return { url: `http://127.0.0.1:${port}`, stop: () => daemon.stop() };
}
