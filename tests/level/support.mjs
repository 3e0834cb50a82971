// What the oldest supported browsers have, by MDN's compatibility data.
import { createRequire } from 'node:module';

/** @typedef {import('@mdn/browser-compat-data').Identifier} Identifier */
/** @typedef {import('@mdn/browser-compat-data').SimpleSupportStatement} Statement */

/** @type {import('@mdn/browser-compat-data').CompatData} */
const data = createRequire(import.meta.url)('@mdn/browser-compat-data');

/** @type {readonly [name: import('@mdn/browser-compat-data').BrowserName, version: string][]} */
const level = [
    ['safari', '14'],
    ['safari_ios', '14'],
    ['chrome', '90'],
    ['firefox', '88'],
    ['edge', '90'],
];

/**
 * @param {string} path such as `api.Navigator.locks`
 * @returns {Identifier | undefined}
 */
export function entry(path) {
    /** @type {any} */
    let node = data;
    for (const key of path.split('.')) node = Object.hasOwn(node, key) ? node[key] : {};
    return Object.keys(node).length > 0 ? node : undefined;
}

/**
 * The entries right below one, by name.
 * @param {Identifier | undefined} node
 * @returns {[string, Identifier][]}
 */
export function below(node) {
    const entries = /** @type {[string, Identifier][]} */ (Object.entries(node ?? {}));
    return entries.filter(([key]) => key !== '__compat');
}

/**
 * The browsers of the level that have none of the entries; empty if there is no entry.
 * @param {readonly Identifier[]} nodes
 * @returns {string[]} such as `safari 14`
 */
export function lacking(nodes) {
    const judged = nodes.flatMap(({ __compat: compat }) => (compat ? [compat.support] : []));
    if (judged.length === 0) return [];
    return level.flatMap(([name, version]) => {
        const statements = judged.flatMap((support) => support[name] ?? []);
        if (statements.some((statement) => has(statement, version))) return [];
        return [`${name} ${version}`];
    });
}

/**
 * Whether a browser has all of it, without a flag and under its own name.
 * @param {Statement} statement
 * @param {string} version
 */
function has(statement, version) {
    const { version_added: added, version_removed: removed } = statement;
    if (statement.flags || statement.prefix || statement.alternative_name) return false;
    if (statement.partial_implementation || typeof added !== 'string') return false;
    return isUpTo(added, version) && !(typeof removed === 'string' && isUpTo(removed, version));
}

/**
 * Compares versions such as `≤13.1` and `14`; `preview` is not up to any.
 * @param {string} version
 * @param {string} most
 */
function isUpTo(version, most) {
    const parts = version.replace('≤', '').split('.').map(Number);
    const others = most.split('.').map(Number);
    if (parts.some(Number.isNaN)) return false;
    for (const [index, part] of parts.entries()) {
        const other = others[index] ?? 0;
        if (part !== other) return part < other;
    }
    return true;
}
