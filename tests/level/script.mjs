// Reads a script, and reports what in it is newer than the level.
import { parse } from 'acorn';
import { lacking } from './support.mjs';

/**
 * @typedef {{ use: string, at: string, lacking: string[] }} Fault
 * `use`: what is written, such as `navigator.locks`; `at`: line and column
 */

/** The last edition that all supported browsers have at least in part; later syntax is rejected. */
const ecmaVersion = 2021;

/**
 * The program, read as a module where it is one. Throws for syntax of later editions.
 * @param {string} code
 */
export function read(code) {
    /** @type {import('acorn').Options} */
    const options = { ecmaVersion, locations: true, ranges: true };
    try {
        return parse(code, { ...options, sourceType: 'script' });
    } catch {
        return parse(code, { ...options, sourceType: 'module' });
    }
}

/**
 * @param {string} use
 * @param {import('acorn').Node} node
 * @param {readonly (import('./support.mjs').Identifier | undefined)[]} entries any of them will do
 * @returns {Fault[]} one or none
 */
export function judge(use, node, entries) {
    const missing = lacking(entries.filter((each) => each !== undefined));
    return missing.length > 0 ? [{ use, at: placeOf(node), lacking: missing }] : [];
}

/** @param {import('acorn').Node} node */
export function placeOf({ loc }) {
    return loc ? `${loc.start.line}:${loc.start.column + 1}` : '?';
}
