// Judges the use of what the language and the browser provide: globals, their members, methods by
// name, members of options, events. Types are unknown here, so a member that an old interface has
// under the same name passes.
import { full } from 'acorn-walk';
import { analyze } from 'eslint-scope';
import { judge, placeOf } from './script.mjs';
import { below, entry, lacking } from './support.mjs';

/** @typedef {import('./support.mjs').Identifier} Identifier */

const interfaces = [
    ...below(entry('api')),
    ...below(entry('javascript.builtins')),
    ...below(entry('javascript.builtins.Intl')),
    ...below(entry('webassembly.api')),
];

/**
 * All members of all interfaces, statics and events too, by name.
 * @type {Map<string, Identifier[]>}
 */
const members = new Map();
for (const [name, node] of interfaces.flatMap(([, found]) => below(found))) {
    members.set(name, [...(members.get(name) ?? []), node]);
}

/** The interface of a global, if it is not its name. */
const kinds = new Map([
    ['window', 'Window'],
    ['self', 'Window'],
    ['globalThis', 'Window'],
    ['document', 'Document'],
    ['navigator', 'Navigator'],
    ['location', 'Location'],
    ['performance', 'Performance'],
    ['crypto', 'Crypto'],
    ['indexedDB', 'IDBFactory'],
    ['history', 'History'],
]);

/**
 * @param {import('acorn').Program} program
 * @param {ReadonlySet<string>} [ownNames] members that the shipped scripts define themselves
 * @returns {import('./script.mjs').Fault[]}
 */
export function faultsOfBuiltIns(program, ownNames = new Set()) {
    const free = freeIdentifiers(program);
    /** @param {any} node @returns {string | undefined} the global that is meant */
    const globalOf = (node) => {
        if (node.type === 'ChainExpression') return globalOf(node.expression);
        if (node.type === 'Identifier') return free.has(node) ? node.name : undefined;
        const name = memberName(node);
        return name && kinds.get(globalOf(node.object) ?? '') === 'Window' ? name : undefined;
    };
    /** @type {import('./script.mjs').Fault[]} */
    const faults = [];
    /** @param {string} use @param {any} node @param {(Identifier | undefined)[]} entries */
    const note = (use, node, entries) => faults.push(...judge(use, node, entries));
    full(program, (/** @type {any} */ node) => {
        const global = globalOf(node);
        if (global) note(global, node, entriesOfGlobal(global));
        if (global && node.type === 'Identifier' && entriesOfGlobal(global).length === 0) {
            faults.push({ use: global, at: placeOf(node), lacking: ['the data'] });
        }
        const name = node.type === 'MemberExpression' ? memberName(node) : undefined;
        const object = name && globalOf(node.object);
        const owner = object && entriesOfGlobal(object).length > 0 ? object : undefined;
        if (name && !global && (owner || !ownNames.has(name))) {
            note(owner ? `${owner}.${name}` : `.${name}`, node, entriesOfMember(owner, name));
        }
        if (node.type === 'ObjectPattern') {
            const keys = keysOf(node).filter((key) => !ownNames.has(key));
            for (const key of keys) note(`.${key}`, node, members.get(key) ?? []);
        }
        if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
        const callee = globalOf(node.callee) ?? memberName(node.callee);
        if (callee) noteCall(callee, node, note);
    });
    return faults;
}

/**
 * The members that a script defines: in literals, in classes and on `this`.
 * @param {import('acorn').Program} program
 * @returns {string[]}
 */
export function namesDefinedIn(program) {
    /** @type {string[]} */
    const names = [];
    full(program, (/** @type {any} */ node) => {
        if (node.type === 'ObjectExpression') names.push(...keysOf(node));
        if (node.type === 'MethodDefinition' && !node.computed) names.push(node.key.name);
        if (node.type !== 'AssignmentExpression') return;
        const name = memberName(node.left);
        if (name && node.left.object.type === 'ThisExpression') names.push(name);
    });
    return names;
}

/**
 * @param {string} callee
 * @param {any} node
 * @param {(use: string, node: any, entries: Identifier[]) => void} note
 */
function noteCall(callee, node, note) {
    const called = [...entriesOfGlobal(callee), ...(members.get(callee) ?? [])];
    if (node.type === 'NewExpression') {
        const constructors = called.flatMap((each) => each[callee] ?? []);
        if (lacking(called).length === 0) note(`new ${callee}`, node, constructors);
        called.push(...constructors);
    }
    for (const literal of node.arguments) {
        if (literal.type !== 'ObjectExpression') continue;
        for (const key of keysOf(literal)) {
            const known = called.flatMap((each) => optionsOf(each, key));
            note(`${callee} {${key}}`, node, known);
        }
    }
    const event = node.arguments[0]?.value;
    if (callee === 'addEventListener' && typeof event === 'string') {
        note(`event ${event}`, node, members.get(`${event}_event`) ?? []);
    }
}

/** @param {string} name @returns {Identifier[]} */
function entriesOfGlobal(name) {
    if (name === 'WebAssembly') return present(['webassembly.api']);
    return present([`api.${name}`, `javascript.builtins.${name}`, `api.Window.${name}`]);
}

/**
 * @param {string | undefined} owner a global
 * @param {string} name
 */
function entriesOfMember(owner, name) {
    const kind = kinds.get(owner ?? '') ?? owner;
    const base = kind === 'WebAssembly' ? 'webassembly.api' : `api.${kind}`;
    const own = kind
        ? present([
              `${base}.${name}`,
              `${base}.${name}_static`,
              `javascript.builtins.${kind}.${name}`,
          ])
        : [];
    return own.length > 0 ? own : (members.get(name) ?? []);
}

/** @param {readonly string[]} paths */
function present(paths) {
    return paths.map(entry).filter((node) => node !== undefined);
}

/**
 * The entries of a member of an options argument, which the data has below it or beside it.
 * @param {Identifier} node
 * @param {string} key
 */
function optionsOf(node, key) {
    const beside = below(node);
    const inside = beside.filter(([name]) => name === 'options_parameter');
    const pattern = new RegExp(`^(options_|init_)?${key}(_parameter|_option)?$`);
    return [
        ...beside.filter(([name]) => name === `options_${key}_parameter`),
        ...inside.flatMap(([, options]) => below(options)).filter(([name]) => pattern.test(name)),
    ].map(([, option]) => option);
}

/** @param {any} node @returns {string | undefined} */
function memberName(node) {
    if (node.type === 'ChainExpression') return memberName(node.expression);
    if (node.type !== 'MemberExpression') return undefined;
    if (!node.computed) return node.property.name;
    return typeof node.property.value === 'string' ? node.property.value : undefined;
}

/** @param {any} node @returns {string[]} */
function keysOf(node) {
    return node.properties
        .filter((/** @type {any} */ each) => each.type === 'Property' && !each.computed)
        .map((/** @type {any} */ { key }) => String(key.name ?? key.value))
        .filter((/** @type {string} */ key) => /^[$\w]+$/.test(key));
}

/** @param {import('acorn').Program} program */
function freeIdentifiers(program) {
    const scopes = analyze(/** @type {any} */ (program), {
        ecmaVersion: 2021,
        sourceType: program.sourceType,
    });
    return new Set(
        scopes.globalScope?.through.map(({ identifier }) => /** @type {any} */ (identifier)),
    );
}
