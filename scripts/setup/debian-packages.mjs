// The Debian packages that the scripts need, by purpose, so that a plain build needs few.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { run, SetupError, say, withRetries } from './processes.mjs';

/**
 * A package is needed only if none of its `files` exists, so another CMake is kept.
 * A file without a slash is a program on the PATH.
 * @typedef {{ name: string, files: readonly string[] }} Package
 */

/**
 * @typedef {'build' | 'native' | 'checks' | 'bench' | 'llvm' | 'browser' | 'engines'
 *     | 'certificates' | 'cluster'} GroupName
 */

/** @type {Record<GroupName, readonly Package[]>} */
const groups = {
    build: [
        {
            name: 'ca-certificates',
            files: ['/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cert.pem'],
        },
        { name: 'python3', files: ['python3'] },
        { name: 'cmake', files: ['cmake'] },
        { name: 'ninja-build', files: ['ninja'] },
        { name: 'nlohmann-json3-dev', files: headers('nlohmann/json.hpp') },
        { name: 'doctest-dev', files: headers('doctest/doctest.h') },
    ],
    native: [{ name: 'g++', files: ['c++'] }],
    checks: [
        { name: 'clang-format-19', files: ['clang-format-19'] },
        { name: 'clang-tidy-19', files: ['clang-tidy-19'] },
    ],
    // Counting and timing what the core costs.
    bench: [
        { name: 'valgrind', files: ['valgrind'] },
        { name: 'libbenchmark-dev', files: headers('benchmark/benchmark.h') },
    ],
    // Fuzzers and coverage.
    llvm: [
        { name: 'clang-19', files: ['clang++-19'] },
        {
            name: 'libclang-rt-19-dev',
            files: ['/usr/lib/llvm-19/lib/clang/19/lib/linux'],
        },
        { name: 'llvm-19', files: ['llvm-cov-19'] },
    ],
    browser: [
        { name: 'chromium', files: ['chromium'] },
        { name: 'fonts-dejavu-core', files: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'] },
    ],
    // Firefox, and WebKit with a virtual display, in addition to Chromium.
    engines: [
        { name: 'firefox-esr', files: ['firefox-esr'] },
        { name: 'webkit2gtk-driver', files: ['WebKitWebDriver'] },
        { name: 'xvfb', files: ['Xvfb'] },
    ],
    // For a server with TLS.
    certificates: [{ name: 'openssl', files: ['openssl'] }],
    cluster: [
        { name: 'postgresql', files: ['postgres', '/usr/lib/postgresql'] },
        { name: 'redis-server', files: ['redis-server'] },
        { name: 'haproxy', files: ['haproxy', '/usr/sbin/haproxy'] },
    ],
};

/** @typedef {GroupName} Group */

/**
 * Installs the missing packages of the given groups, or stops with the command to run.
 * @param {readonly Group[]} names
 */
export async function setUpDebianPackages(names) {
    const missing = names
        .flatMap((name) => groups[name])
        .filter((entry) => !entry.files.some(isPresent))
        .map((entry) => entry.name);
    if (missing.length === 0) return;
    if (!existsSync('/etc/debian_version') || !isPresent('apt-get')) {
        throw new SetupError(
            `Missing on this machine: ${missing.join(', ')} (these are Debian's package names).\n` +
                `Install their counterparts and run this command again.`,
        );
    }
    const install = ['install', '--yes', '--no-install-recommends', ...missing];
    if (process.getuid?.() !== 0) {
        throw new SetupError(
            `Debian packages are missing. Run this, and then this command again:\n` +
                `  sudo sh -c 'apt-get update && apt-get ${install.join(' ')}'`,
        );
    }
    say(`installing Debian packages: ${missing.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Waits for another apt that may be running.
    const lock = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
    await withRetries('installing Debian packages', async () => {
        await run('apt-get', [...lock, 'update'], { env });
        await run('apt-get', [...lock, ...install], { env });
    });
}

/** @param {string} header */
function headers(header) {
    return ['/usr/include', '/usr/local/include', '/opt/homebrew/include'].map((folder) =>
        path.join(folder, header),
    );
}

/** @param {string} file */
function isPresent(file) {
    if (file.includes('/')) return existsSync(file);
    return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
        try {
            accessSync(path.join(folder, file), constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
}
