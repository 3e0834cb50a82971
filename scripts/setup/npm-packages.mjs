// Brings node_modules up to package-lock.json.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { buildFolder, projectFolder } from './paths.mjs';
import { run, SetupError, say, withRetries } from './processes.mjs';

const nodeMajorMin = 20;

/** Runs `npm ci` when node_modules is missing or older than the lock file. */
export async function setUpNpmPackages() {
    const major = Number(process.versions.node.split('.')[0]);
    if (major < nodeMajorMin) {
        throw new SetupError(`Node ${nodeMajorMin} is needed; this is Node ${process.version}.`);
    }
    if (isCurrent()) return;
    await withLock(path.join(buildFolder, 'npm.lock'), async () => {
        if (isCurrent()) return;
        say('installing npm packages (npm ci)');
        await withRetries('npm ci', () => run('npm', ['ci'], { cwd: projectFolder }));
    });
}

function isCurrent() {
    // npm writes this file last, so it shows that an installation is complete.
    const installed = path.join(projectFolder, 'node_modules/.package-lock.json');
    const wanted = path.join(projectFolder, 'package-lock.json');
    return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}
