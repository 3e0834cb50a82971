// A folder like a user's project, with the packed package and some of our packages installed.
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { packInto, runProgram } from './pack.mjs';

/**
 * @param {Record<string, string>} packages names in the folder, and which package each is
 */
export async function consumerFolder(packages) {
    const temporary = await temporaryFolder('messaging-consumer-');
    const { folder } = temporary;
    const modules = path.join(folder, 'node_modules');
    const own = path.join(modules, 'messaging-wasm');
    await mkdir(own, { recursive: true });
    const { tarball } = await packInto(folder);
    await runProgram('tar', ['-xzf', tarball, '-C', own, '--strip-components=1']);
    for (const [name, target] of Object.entries(packages)) {
        const link = path.join(modules, name);
        await mkdir(path.dirname(link), { recursive: true });
        await symlink(path.join(projectFolder, 'node_modules', target), link);
    }
    return temporary;
}
