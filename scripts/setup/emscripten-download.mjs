// Downloads Emscripten's Debian packages with a separate apt state: the machine's package lists,
// preferences and installed packages are neither read nor changed, and root is not needed. apt
// verifies the signatures and resumes partial downloads.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sourceEntryFor } from './debian-source.mjs';
import { outputOf, run, SetupError, withRetries } from './processes.mjs';

/** The Debian release that has this project's Emscripten version. */
const release = 'trixie';

/** Not needed by the compiler here, or present on the machine in its own version. */
const notFetched = [
    'binutils',
    'ccache',
    'libc6-dev',
    'libcurl4t64',
    'libgcc-14-dev',
    'libobjc-14-dev',
    'libpfm4',
    'libstdc++-14-dev',
    'nodejs',
    'python3',
];

/**
 * Downloads Emscripten's packages and their dependencies.
 * @param {string} folder kept between tries, so that an interrupted download resumes
 * @param {string} version the upstream version that the package must have
 * @returns {Promise<string[]>} the paths of the packages
 */
export async function downloadPackages(folder, version) {
    const apt = prepareAptState(folder);
    await withRetries('reading the package lists', () => run('apt-get', [...apt, '-q', 'update']));
    const policy = outputOf('apt-cache', [...apt, 'policy', 'emscripten']) ?? '';
    const candidate = /Candidate: (\S+)/.exec(policy)?.[1] ?? 'none';
    if (!candidate.startsWith(`${version}+`) && !candidate.startsWith(`${version}-`)) {
        throw new SetupError(
            `The Debian mirror offers emscripten ${candidate} in ${release}; ${version} is needed.`,
        );
    }
    // Of an earlier try, keep only what the mirror still offers.
    await run('apt-get', [...apt, '-q', 'autoclean']);
    const archives = path.join(folder, 'archives');
    await withRetries('downloading Emscripten', () =>
        run('apt-get', [
            ...apt,
            '--yes',
            '--download-only',
            '--no-install-recommends',
            'install',
            'emscripten',
            'patchelf',
        ]),
    );
    return readdirSync(archives)
        .filter((name) => name.endsWith('.deb'))
        .map((name) => path.join(archives, name));
}

/**
 * @param {string} folder
 * @returns {string[]} the options that make apt use the state in `folder`
 */
function prepareAptState(folder) {
    const sources = path.join(folder, 'sources');
    const preferences = path.join(folder, 'preferences');
    rmSync(sources, { recursive: true, force: true });
    for (const needed of [sources, preferences, 'lists/partial', 'archives/partial']) {
        mkdirSync(path.resolve(folder, needed), { recursive: true });
    }
    writeFileSync(path.join(sources, 'debian.sources'), sourceEntryFor(release));
    writeFileSync(path.join(folder, 'status'), notFetched.map(claimInstalled).join('\n'));
    const settings = {
        'Dir::Etc::sourcelist': '/dev/null',
        'Dir::Etc::sourceparts': sources,
        'Dir::Etc::preferences': '/dev/null',
        'Dir::Etc::preferencesparts': preferences,
        'Dir::State::lists': path.join(folder, 'lists'),
        'Dir::State::status': path.join(folder, 'status'),
        'Dir::State::extended_states': path.join(folder, 'extended_states'),
        'Dir::Cache': folder,
        'Dir::Cache::archives': path.join(folder, 'archives'),
        'Dir::Log': folder,
        'APT::Sandbox::User': '',
        'Acquire::Languages': 'none',
        'APT::Keep-Downloaded-Packages': 'true',
    };
    return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** @param {string} name of a package to record as installed in the dpkg status file */
function claimInstalled(name) {
    const architecture = outputOf('dpkg', ['--print-architecture'])?.trim() ?? 'amd64';
    return [
        `Package: ${name}`,
        'Status: install ok installed',
        'Version: 9999:1',
        `Architecture: ${architecture}`,
        'Multi-Arch: allowed',
        'Maintainer: none',
        'Description: provided by the machine',
        '',
    ].join('\n');
}
