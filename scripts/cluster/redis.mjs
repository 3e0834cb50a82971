// Runs the machine's Redis, in memory only, until it is stopped.
import { freePort } from '../setup/free_port.mjs';
import { removeFolder, startDaemon, temporaryFolder } from './daemon.mjs';

/**
 * @typedef {{
 *     url: string,
 *     readonly pid: number | undefined,
 *     start(): Promise<void>,
 *     kill(): Promise<void>,
 *     stop(): Promise<void>,
 * }} Redis `kill` is a crash: it forgets everything
 */

/** @returns {Promise<Redis>} */
export async function startRedis() {
    const folder = temporaryFolder('redis');
    const port = await freePort();
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const launch = () => startDaemon('redis-server', args, { port, cwd: folder });
    let daemon = await launch();
    return {
        url: `redis://127.0.0.1:${port}`,
        get pid() {
            return daemon.pid;
        },
        async start() {
            daemon = await launch();
        },
        kill: () => daemon.stop('SIGKILL'),
        async stop() {
            await daemon.stop();
            removeFolder(folder);
        },
    };
}
