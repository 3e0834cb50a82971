// A TCP proxy on loopback that counts what passes through it, in both directions.
import { connect, createServer } from 'node:net';

/** @param {number} targetPort */
export async function startCountingProxy(targetPort) {
    const counts = { up: 0, down: 0 };
    const sockets = new Set();
    const server = createServer((client) => {
        const target = connect(targetPort, '127.0.0.1');
        for (const socket of [client, target]) {
            sockets.add(socket);
            socket.on('error', () => {});
            socket.on('close', () => {
                sockets.delete(socket);
                client.destroy();
                target.destroy();
            });
        }
        client.on('data', (chunk) => {
            counts.up += chunk.length;
        });
        target.on('data', (chunk) => {
            counts.down += chunk.length;
        });
        client.pipe(target);
        target.pipe(client);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    return {
        url: `http://127.0.0.1:${address.port}`,
        counts,
        close() {
            for (const socket of sockets) socket.destroy();
            server.close();
        },
    };
}
