// `npm start`: runs the reference server as configured by the environment.

import { networkInterfaces } from 'node:os';
import { readEnvironment } from './config.ts';
import { createReferenceServer, type ReferenceServer } from './reference_server.ts';
import { startFault } from './start_fault.ts';
import { structuredLog } from './structured_log.ts';

/** Shutdown takes at most two seconds; this is for one that hangs. */
const exitMsMax = 2500;

try {
    const options = { ...readEnvironment(process.env), log: structuredLog() };
    const server = await createReferenceServer(options);
    announce(server);
    process.on('SIGTERM', () => stop(server, options.drainMs));
    process.on('SIGINT', () => stop(server, options.drainMs));
} catch (error) {
    console.error(`The server could not start.\n${startFault(error, process.env)}`);
    // What is already open would keep the process alive, and nothing would restart it.
    process.exit(1);
}

function announce({ url, port, database }: ReferenceServer): void {
    const { hostname } = new URL(url);
    const everywhere = hostname === '0.0.0.0' || hostname === '[::]';
    const hosts = everywhere ? ['localhost', ...ownAddresses()] : [hostname];
    console.log(`Database: ${database}`);
    console.log('Listening. Stop with Ctrl+C.');
    for (const host of hosts) {
        console.log(`  http://${host}:${port}/                         choose an account`);
        console.log(`  http://${host}:${port}/dashboard-customer.html  the customer's page`);
        console.log(`  http://${host}:${port}/dashboard-supplier.html  the supplier's page`);
    }
}

function ownAddresses(): string[] {
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const outside = all.filter((one) => one.family === 'IPv4' && !one.internal);
    return outside.map((one) => one.address);
}

async function stop(server: ReferenceServer, drainMs = 0): Promise<void> {
    setTimeout(() => process.exit(1), drainMs + exitMsMax).unref();
    try {
        await server.close();
        console.log('Stopped.');
        // Engine.IO waits 30 seconds for a connection that broke its protocol to close.
        process.exit();
    } catch (error) {
        console.error(error);
        process.exit(1);
    }
}
