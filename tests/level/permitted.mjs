// Features that are used although some supported browser lacks them, and why that is fine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../scripts/setup/paths.mjs';

/**
 * @typedef {object} Permitted
 * @property {string} use as the check names it
 * @property {string} why
 * @property {string} file where the reason stands: the feature test, mostly
 * @property {string} text what stands there
 */

/** @type {readonly Permitted[]} */
export const permitted = [
    {
        use: 'navigator.locks',
        why: 'without it each tab has a connection of its own',
        file: 'bindings/group.ts',
        text: "'locks' in (globalThis.navigator ?? {})",
    },
    {
        use: 'BroadcastChannel',
        why: 'likewise',
        file: 'bindings/group.ts',
        text: "typeof BroadcastChannel !== 'undefined'",
    },
    {
        use: '.encodeInto',
        why: 'without it a text is copied twice',
        file: 'bindings/memory.ts',
        text: 'if (isString && encoder.encodeInto) return',
    },
    {
        use: 'document.adoptedStyleSheets',
        why: 'without it a link brings the styles',
        file: 'web/styles.ts',
        text: "if ('adoptedStyleSheets' in document)",
    },
    {
        use: 'new CSSStyleSheet',
        why: 'came with adoptedStyleSheets; where it throws, a link brings the styles',
        file: 'web/styles.ts',
        text: 'Sheets cannot be constructed here',
    },
    {
        use: '.replaceSync',
        why: 'likewise',
        file: 'web/styles.ts',
        text: 'Sheets cannot be constructed here',
    },
    {
        use: '.adoptedStyleSheets',
        why: 'that of a shadow root; without it a link brings the styles',
        file: 'web/elements/styles.ts',
        text: "if ('adoptedStyleSheets' in root",
    },
    {
        use: 'selectors.dir',
        why: 'without it the plane of the send button is not mirrored',
        file: 'web/elements/styles/thread.css',
        text: 'Where `:dir()` is unknown',
    },
    {
        use: 'focus {preventScroll}',
        why: 'where it is unknown, a list may scroll to what has the focus',
        file: 'web/dom/keyed.ts',
        text: 'focused.focus({ preventScroll: true })',
    },
    {
        use: '.isComposing',
        why: 'where it is missing, the code of the key tells the same',
        file: 'web/dom/enter.ts',
        text: 'event.isComposing || event.keyCode === 229',
    },
    {
        use: 'selectors.focus-visible',
        why: 'where it is unknown, a click shows the ring as well',
        file: 'web/elements/styles/base.css',
        text: ':focus:not(:focus-visible) {',
    },
    {
        use: 'at-rules.media.forced-colors',
        why: 'where it is unknown, no colours are forced',
        file: 'web/elements/styles/circumstances.css',
        text: '@media (forced-colors: active)',
    },
    {
        use: 'WebAssembly.compileStreaming',
        why: 'without it the module is compiled when all of it is there',
        file: 'bindings/loader.ts',
        text: 'streams && WebAssembly.compileStreaming',
    },
    {
        use: 'Uint8Array.fromBase64',
        why: 'esbuild has a substitute for it',
        file: 'dist/messaging-inline.js',
        text: 'Uint8Array.fromBase64||',
    },
    {
        use: 'new URL',
        why: 'Safari 14.0 refuses a base that is given as undefined; each of ours is a text',
        file: 'web/core_config.ts',
        text: 'new URL(url ?? location.href)',
    },
    {
        use: 'indexedDB.open',
        why: 'the first call may hang in Safari 14: storage that does not answer counts as none',
        file: 'src/client/storage.h',
        text: 'answer_within = std::chrono::seconds(2)',
    },
    {
        use: 'properties.cursor.pointer',
        why: 'where there is no pointer, nothing is lost',
        file: 'web/messaging.css',
        text: 'cursor: pointer',
    },
    {
        use: 'properties.outline',
        why: 'where it is there in part, it has no round corners',
        file: 'web/elements/styles/base.css',
        text: 'outline: 2px solid',
    },
    ...['properties.overflow-anchor', 'properties.overflow-anchor.none'].map((use) => ({
        use,
        why: 'where it is unknown, nothing is anchored',
        file: 'web/elements/styles/thread.css',
        text: 'overflow-anchor: none',
    })),
    ...['properties.overscroll-behavior', 'properties.overscroll-behavior.contain'].map((use) => ({
        use,
        why: 'where it is unknown, the page scrolls on at the end of a list',
        file: 'web/elements/styles/thread.css',
        text: 'overscroll-behavior: contain',
    })),
    ...['properties.resize', 'properties.resize.none'].map((use) => ({
        use,
        why: 'where it is unknown, there is nothing to pull at',
        file: 'web/elements/styles/thread.css',
        text: 'resize: none',
    })),
    {
        use: 'EFToast',
        why: 'no built-in: pages may have it',
        file: 'web/toasts.ts',
        text: "typeof EFToast !== 'undefined'",
    },
    {
        use: '.level',
        why: 'no built-in: a member of an effect',
        file: 'bindings/protocol.ts',
        text: "{ type: 'Log'; level:",
    },
    {
        use: 'require',
        why: 'esbuild asks whether there is one',
        file: 'dist/messaging.global.js',
        text: 'typeof require<"u"',
    },
];

/**
 * What is wrong with the list itself.
 * @param {readonly Permitted[]} list
 * @param {ReadonlySet<string>} used
 */
export function faultsOfList(list, used) {
    return list.flatMap(({ use, file, text }) => {
        if (!used.has(use)) return [`${use} is used no more: take it off the list`];
        const content = readFileSync(path.join(projectFolder, file), 'utf8');
        return content.includes(text) ? [] : [`${file} has no '${text}' for ${use}`];
    });
}
