// `npm start`: builds what is missing and runs the reference server until stopped.
import { spawn } from 'node:child_process';
import { buildDist } from './build.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain } from './setup/processes.mjs';

await runMain(async () => {
    await buildDist();
    const args = ['--import', 'tsx', 'server/main.ts', ...process.argv.slice(2)];
    const server = spawn(process.execPath, args, { cwd: projectFolder, stdio: 'inherit' });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
        process.on(signal, () => {
            // Ctrl+C reaches every process of a terminal, so this one only has to wait.
            if (signal !== 'SIGINT' || !process.stdin.isTTY) server.kill(signal);
        });
    }
    process.exitCode = await new Promise((resolve) => {
        server.on('close', (code) => resolve(code ?? 1));
    });
});
