// Judges the syntax that the parser accepts: some browsers lack parts of older editions.
import { full } from 'acorn-walk';
import { judge } from './script.mjs';
import { entry } from './support.mjs';

const async = 'statements.async_function';
const asyncGenerator = 'statements.async_generator_function';
const operators = new Map([
    ['**', 'operators.exponentiation'],
    ['**=', 'operators.exponentiation_assignment'],
    ['??', 'operators.nullish_coalescing'],
    ['??=', 'operators.nullish_coalescing_assignment'],
    ['||=', 'operators.logical_or_assignment'],
    ['&&=', 'operators.logical_and_assignment'],
]);

/** @type {Readonly<Record<string, string>>} */
const kinds = {
    ChainExpression: 'operators.optional_chaining',
    ImportExpression: 'operators.import',
    MetaProperty: 'operators.import_meta',
    TemplateLiteral: 'grammar.template_literals',
    ArrowFunctionExpression: 'functions.arrow_functions',
    ClassDeclaration: 'classes',
    AwaitExpression: 'operators.await',
};

/** In a regular expression, or in its flags. */
const patterns = /** @type {const} */ ([
    [/\(\?<[=!]/, 'regular_expressions.lookbehind_assertion'],
    [/\(\?<[^=!]/, 'regular_expressions.named_capturing_group'],
    [/\\p\{/i, 'regular_expressions.unicode_character_class_escape'],
    [/\/\w*s\w*$/, 'builtins.RegExp.dotAll'],
    [/\/\w*d\w*$/, 'builtins.RegExp.hasIndices'],
]);

/**
 * @param {import('acorn').Program} program
 * @returns {import('./script.mjs').Fault[]}
 */
export function faultsOfSyntax(program) {
    /** @type {import('./script.mjs').Fault[]} */
    const faults = [];
    full(program, (node) => {
        for (const path of featuresOf(node)) {
            const found = entry(`javascript.${path}`);
            if (!found?.__compat) throw new Error(`the data has no javascript.${path} any more`);
            faults.push(...judge(path, node, [found]));
        }
    });
    return faults;
}

/**
 * @param {any} node of whatever kind
 * @returns {string[]} paths below `javascript`
 */
function featuresOf(node) {
    const found = [kinds[node.type], operators.get(node.operator)];
    if (node.async) found.push(node.generator ? asyncGenerator : async);
    if (node.type === 'Literal') found.push(...featuresOfLiteral(node));
    if (node.type === 'ForOfStatement' && node.await) found.push('statements.for_await_of');
    if (node.type === 'ExportAllDeclaration' && node.exported) {
        found.push('statements.export.namespace');
    }
    if (node.type === 'CatchClause' && !node.param) {
        found.push('statements.try_catch.optional_catch_binding');
    }
    const members = node.properties ?? [];
    if (members.some((/** @type {any} */ member) => member.type === 'SpreadElement')) {
        found.push('operators.spread.spread_in_object_literals');
    }
    if (members.some((/** @type {any} */ member) => member.type === 'RestElement')) {
        found.push('operators.destructuring.rest_in_objects');
    }
    return found.filter((path) => path !== undefined);
}

/** @param {{ raw: string, regex?: unknown, bigint?: unknown, value: unknown }} literal */
function featuresOfLiteral({ raw, regex, bigint, value }) {
    if (regex) return patterns.flatMap(([pattern, path]) => (pattern.test(raw) ? [path] : []));
    const found = bigint ? ['builtins.BigInt'] : [];
    if (typeof value === 'number' && raw.includes('_')) found.push('grammar.numeric_separators');
    return found;
}
