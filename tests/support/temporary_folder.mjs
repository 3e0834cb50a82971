// A folder that `remove` deletes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @param {string} prefix */
export async function temporaryFolder(prefix) {
    const folder = await mkdtemp(path.join(tmpdir(), prefix));
    return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
