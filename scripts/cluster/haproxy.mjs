// haproxy in front of the servers. Browsers stick to a server by an inserted cookie: sticking by
// address would put all of loopback, or everybody behind one office router, on the same server.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../setup/free_port.mjs';
import { removeFolder, startDaemon, temporaryFolder } from './daemon.mjs';

/**
 * @param {readonly number[]} ports of the servers
 * @param {{ port?: number | undefined }} [options]
 */
export async function startProxy(ports, { port: wanted } = {}) {
    const port = wanted ?? (await freePort());
    const folder = temporaryFolder('haproxy');
    const file = path.join(folder, 'haproxy.cfg');
    writeFileSync(file, configuration(port, ports));
    // Debian installs it where only root's PATH looks.
    const program = existsSync('/usr/sbin/haproxy') ? '/usr/sbin/haproxy' : 'haproxy';
    const daemon = await startDaemon(program, ['-db', '-f', file], { port, cwd: folder });
    return {
        url: `http://127.0.0.1:${port}`,
        pid: daemon.pid,
        async stop() {
            await daemon.stop();
            removeFolder(folder);
        },
    };
}

/** @param {number} port @param {readonly number[]} ports */
function configuration(port, ports) {
    const servers = ports.map(
        (one, index) => `    server node${index} 127.0.0.1:${one} cookie node${index} check`,
    );
    return `defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    timeout check 5s
    option forwardfor
    option redispatch
    retries 3
frontend public
    bind 127.0.0.1:${port}
    http-request deny if { path_beg -i /metrics }
    unique-id-format %{+X}o%pid-%rt-%Ts
    unique-id-header X-Request-Id
    default_backend servers
backend servers
    balance leastconn
    cookie node insert indirect nocache httponly
    option httpchk GET /readyz
    default-server inter 500ms fall 1 rise 1
${servers.join('\n')}
`;
}
