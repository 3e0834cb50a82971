// Finds the machine's configured Debian mirror and derives a source entry for another release from
// it. The project never contains a mirror's address: the administrator chose it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './processes.mjs';

const aptFolder = '/etc/apt';

/** The fields of /etc/os-release, without quotes. */
export function osRelease() {
    /** @type {Record<string, string>} */
    const fields = {};
    if (!existsSync('/etc/os-release')) return fields;
    for (const line of readFileSync('/etc/os-release', 'utf8').split('\n')) {
        const match = /^([A-Z_]+)="?(.*?)"?$/.exec(line);
        if (match?.[1]) fields[match[1]] = match[2] ?? '';
    }
    return fields;
}

/**
 * A deb822 source entry for `release`, made from the entry for the machine's own release.
 * @param {string} release code name of the Debian release
 * @returns {string}
 */
export function sourceEntryFor(release) {
    const codename = osRelease().VERSION_CODENAME ?? '';
    const entries = [...deb822Entries(), ...oneLineEntries()];
    const own = entries.find(
        (entry) =>
            words(entry, 'Types').includes('deb') &&
            words(entry, 'Suites').includes(codename) &&
            words(entry, 'Components').includes('main') &&
            entry.get('Enabled')?.trim() !== 'no',
    );
    if (!own) {
        throw new SetupError(
            `No entry of ${aptFolder}/sources.list or ${aptFolder}/sources.list.d serves ` +
                `'${codename} main', so the Debian mirror to use is not known.`,
        );
    }
    const entry = new Map(own);
    entry.set('Types', 'deb').set('Suites', release).set('Components', 'main');
    return `${[...entry].map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

/**
 * @param {Map<string, string>} entry
 * @param {string} field
 */
function words(entry, field) {
    return (entry.get(field) ?? '').trim().split(/\s+/);
}

/** @returns {Map<string, string>[]} */
function deb822Entries() {
    const entries = [];
    for (const text of sourceTexts('.sources')) {
        for (const stanza of text.replace(/^#.*\n/gm, '').split(/\n\s*\n/)) {
            const entry = new Map();
            // A line that starts with a space continues the field above it (an embedded key).
            for (const field of stanza.split(/\n(?!\s)/)) {
                const colon = field.indexOf(':');
                if (colon > 0) entry.set(field.slice(0, colon), field.slice(colon + 1).trim());
            }
            if (entry.size > 0) entries.push(entry);
        }
    }
    return entries;
}

/** Entries of the form `deb [signed-by=FILE arch=ARCH] URI SUITE COMPONENT...`. */
function oneLineEntries() {
    const entries = [];
    for (const text of sourceTexts('.list')) {
        for (const line of text.split('\n')) {
            const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
            if (!match) continue;
            const [, options = '', uri = '', suite = '', components = ''] = match;
            const entry = new Map([
                ['Types', 'deb'],
                ['URIs', uri],
                ['Suites', suite],
                ['Components', components],
            ]);
            const key = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
            if (key) entry.set('Signed-By', key.replaceAll(',', ' '));
            if (/(?:^|\s)trusted=yes/.test(options)) entry.set('Trusted', 'yes');
            entries.push(entry);
        }
    }
    return entries;
}

/** @param {string} extension */
function* sourceTexts(extension) {
    const main = path.join(aptFolder, 'sources.list');
    if (extension === '.list' && existsSync(main)) yield readFileSync(main, 'utf8');
    const folder = path.join(aptFolder, 'sources.list.d');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).sort()) {
        if (name.endsWith(extension)) yield readFileSync(path.join(folder, name), 'utf8');
    }
}
