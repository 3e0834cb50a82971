// Names that are not used outside the module, which the build may shorten.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../setup/paths.mjs';

const folders = ['bindings', 'bindings/trace', 'web'];
const comment = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;
const ownParts = /\{[^{}]*\} = this;/g;
const declaration = /\bprivate (?:(?:readonly|async|static|get|set) )*(\w+)/g;

/** Members used only between the parts of the facade and of the engine. */
const shared = `
    abortAll asked begun buffers calls closeAll createCore database decide decided deposed drop due
    early echo elected ended endsAt environment execute expect fetchConversations fetchMessages
    fetchUnread flush follow forget greet hasContent hasListeners heard heir identify identity
    inject isShared isVisible keepUnread leave listWish lives loud make markThreadRead messageState
    onAbort onEffect onFault ownUnread pend prepare present publish refreshUnread refuse rejectCalls
    release removals seat seats sends settled showOffline snapshot starting takeUp tell texts units
    wantsConnection wantsEvents wantsPolling watch webSocket
`;

/** Files with names that pages, the core or parts loaded later use. */
const told = `
    bindings/polling_socket.ts bindings/protocol.ts web/events.ts web/messaging-core.ts
    web/messaging-trace.ts web/meter.ts web/observability.ts web/options.ts web/react.ts
    web/strings.ts web/types.ts
`;

/** Throws if a shared name is now used elsewhere. */
export function shortNames() {
    const code = folders.flatMap(sourcesIn).join('\n');
    const others = words(told).map((name) => read(name));
    const elements = sourcesIn('web/elements').join('\n');
    checkShared(words(shared), code, [...others, ...reached(elements)].join('\n'));
    return [...privateNames(code), ...words(shared)];
}

/** Names private in `source` that are not members of anything else. @param {string} source */
export function privateNames(source) {
    const code = source.replace(comment, '');
    const names = new Set([...code.matchAll(declaration)].map(([, name = '']) => name));
    const rest = code.replace(declaration, '').replace(ownParts, '');
    return [...names].filter((name) => name !== 'constructor' && !isMember(name, rest));
}

/**
 * @param {readonly string[]} names
 * @param {string} source all of it
 * @param {string} types with the names used elsewhere
 */
export function checkShared(names, source, types) {
    const code = source.replace(comment, '');
    for (const name of names) {
        const isQuoted = new RegExp(`['"]${name}['"]`).test(code);
        const isTold = new RegExp(`\\b${name}\\b`).test(types.replace(comment, ''));
        if (isQuoted || isTold) throw new Error(`others know "${name}": it cannot be shortened`);
    }
}

/** Whether anything but `this` has it: after a dot, in quotes or braces, or in a type. */
function isMember(/** @type {string} */ name, /** @type {string} */ code) {
    const declared = `^ +(?:(?:readonly|async|static|get|set) )*${name}(?:[(;<]| =)`;
    const used = `(?<!\\bthis)\\??\\.${name}\\b|['"]${name}['"]|(?<!\\()\\b${name}\\??:`;
    const takenApart = `\\{(?:[^{}()]*,)?\\s*${name}\\s*(?:[,=][^{}()]*)?\\}`;
    return new RegExp(`${declared}|${used}|${takenApart}`, 'm').test(code);
}

/** Where the elements, a separate file, access the module's internals. */
export const reached = (/** @type {string} */ code) => code.match(/\b_link\b.*/g) ?? [];

const words = (/** @type {string} */ list) => list.trim().split(/\s+/);

/** @param {string} folder */
function sourcesIn(folder) {
    const names = readdirSync(path.join(projectFolder, folder));
    return names.filter((name) => name.endsWith('.ts')).map((name) => read(folder, name));
}

/** @param {string[]} parts of a path */
function read(...parts) {
    return readFileSync(path.join(projectFolder, ...parts), 'utf8');
}
