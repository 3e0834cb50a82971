// Judges a style sheet: properties, their keywords and functions, selectors, at-rules and media
// features. A property that an enclosing @supports tests for passes.
import { parse, walk } from 'css-tree';
import { below, entry, lacking } from './support.mjs';

/** @typedef {import('./script.mjs').Fault} Fault */

/** Where the data lists functions: below the type that they return, or on their own. */
const functions = new Map(
    below(entry('css.types')).flatMap(([type, node]) => [
        .../** @type {[string, string[]][]} */ (
            below(node).map(([name]) => [name, [`types.${type}.${name}`]])
        ),
        /** @type {[string, string[]]} */ ([type, [`types.${type}`]]),
    ]),
);

/**
 * @param {string} css
 * @returns {Fault[]}
 */
export function faultsOfStyles(css) {
    const sheet = parse(css, {
        positions: true,
        onParseError(error) {
            throw error;
        },
    });
    /** @type {Fault[]} */
    const faults = [];
    /** @type {string[]} what the conditions around the place test */
    const tested = [];
    walk(sheet, {
        /** @this {import('css-tree').WalkContext} @param {import('css-tree').CssNode} node */
        enter(node) {
            if (node.type === 'Atrule' && node.name === 'supports') {
                tested.push(...propertiesOf(node));
            }
            // The condition itself uses nothing.
            if (this.atrulePrelude && this.atrule?.name === 'supports') return;
            const property =
                (node.type === 'Declaration' ? node : this.declaration)?.property ?? '';
            if (tested.includes(property)) return;
            for (const path of pathsOf(node, property)) {
                const found = entry(`css.${path}`);
                const missing = found ? lacking([found]) : [];
                if (missing.length === 0) continue;
                const { line, column } = node.loc?.start ?? { line: 0, column: 0 };
                faults.push({ use: path, at: `${line}:${column}`, lacking: missing });
            }
        },
        /** @param {import('css-tree').CssNode} node */
        leave(node) {
            if (node.type === 'Atrule' && node.name === 'supports') {
                tested.splice(tested.length - propertiesOf(node).length);
            }
        },
    });
    return faults;
}

/**
 * @param {import('css-tree').CssNode} node
 * @param {string} property that of the declaration around
 * @returns {string[]} paths below `css`; an entry without data says nothing
 */
function pathsOf(node, property) {
    switch (node.type) {
        case 'Declaration':
            return [`properties.${node.property}`];
        case 'Identifier':
            return property ? [`properties.${property}.${node.name}`] : [];
        case 'Function':
            return [...(functions.get(node.name) ?? []), `properties.${property}.${node.name}`];
        case 'Atrule':
            return [`at-rules.${node.name}`];
        case 'Feature':
            return [`at-rules.media.${node.name.replace(/^(min|max)-/, '')}`];
        case 'PseudoClassSelector':
        case 'PseudoElementSelector':
            return [`selectors.${node.name}`];
        case 'NestingSelector':
            return ['selectors.nesting'];
        default:
            return [];
    }
}

/** @param {import('css-tree').Atrule} rule @returns {string[]} the properties that it asks for */
function propertiesOf({ prelude }) {
    /** @type {string[]} */
    const names = [];
    if (!prelude) return names;
    walk(prelude, (node) => {
        if (node.type === 'Declaration') names.push(node.property);
    });
    return names;
}
