// Which part of the project may include or import which.

const order = ['base', 'wire', 'state', 'client'];

/** Headers of state/ that several of its parts share, with the reason. */
const sharedInState = new Map([
    ['state/list_change.h', 'a plain value: what changed in a list, whatever it is a list of'],
]);

/**
 * What is wrong with a C++ file including a header of the project; `undefined` when it is right.
 * @param {string} file such as `src/state/rooms.cpp`
 * @param {string} header as it is written, such as `wire/model.h`
 * @returns {string | undefined}
 */
export function faultOfInclude(file, header) {
    const layer = /^src\/(\w+)\//.exec(file)?.[1];
    const included = /^(\w+)\//.exec(header)?.[1];
    if (header.includes('..') || included === undefined) {
        return 'Headers are named from src/, such as "wire/model.h".';
    }
    // Test code and bindings are above all layers.
    if (layer === undefined) return undefined;
    const rank = order.indexOf(layer);
    const includedRank = order.indexOf(included);
    if (rank < 0) return `src/${layer} is none of the layers ${order.join(', ')}.`;
    if (includedRank < 0 || includedRank > rank) {
        return 'Includes point down only: bindings -> client -> state -> wire -> base.';
    }
    if (layer === 'state') return faultOfStateInclude(file, header);
    return undefined;
}

/** @param {string} file @param {string} header */
function faultOfStateInclude(file, header) {
    if (header.startsWith('wire/') && !/^wire\/model\w*\.h$/.test(header)) {
        return 'Of wire/, state/ uses only the model: protocols are the business of client/.';
    }
    if (header.startsWith('state/') && !sharedInState.has(header)) {
        const own = file.replace(/^src\//, '').replace(/\.cpp$/, '.h');
        if (header !== own) {
            return 'The parts of state/ are usable alone, none knows another: client/ joins them.';
        }
    }
    return undefined;
}

/**
 * What is wrong with a TypeScript file importing another; `undefined` when it is right.
 * @param {string} file
 * @param {string} module as it is written
 * @returns {string | undefined}
 */
export function faultOfImport(file, module) {
    const ownOrPublic = /^\.\/|^\.\.\/(messaging\.(js|ts)$|dom\/)/;
    if (file.startsWith('web/customer-messages/') && !ownOrPublic.test(module)) {
        return "The pages use the module's public interface only: import '../messaging.js'.";
    }
    if (file.startsWith('web/dom/') && !module.startsWith('./')) {
        return 'What makes nodes knows neither the module nor those who use it.';
    }
    if (/^cli\//.test(file) && !/^(node:|\.\/|\.\.\/(bindings|build)\/)/.test(module)) {
        return 'The program of the package stands on bindings/ and Node alone.';
    }
    if (file === 'web/react.ts' && module === 'react') return undefined;
    if (/^(web|bindings)\//.test(file) && !module.startsWith('.')) {
        return 'What runs in the browser has no dependencies.';
    }
    return undefined;
}
