import { ask, equal, until, wedding } from '../stage.js';

/** Files of the module that were loaded so far. */
const loaded = () =>
    performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname.slice(1))
        .filter((name) => name.startsWith('messaging'));

/** @type {readonly import('../stage.js').Check[]} */
export const loadingChecks = [
    {
        name: 'an import makes one request and leaves nothing behind',
        async run({ imported }) {
            equal(imported.requests, [`${location.origin}/messaging.js`], 'requests');
            equal(imported.globals, [], 'globals');
            equal(document.body.children.length, 1, 'elements of the page');
        },
    },
    {
        name: 'the core runs, from the file or as JavaScript',
        async run({ system, variant }) {
            await system.ready;
            // The wasm file is requested with the core, before it is known whether it may be used.
            const files = ['messaging-core.js', 'messaging.js', 'messaging.wasm'];
            const isScript = variant === 'no-wasm';
            if (isScript) files.splice(1, 0, 'messaging-wasm2js.js');
            // A file is listed when all of it has arrived, which may be after the core has started.
            await until('files', () => loaded().length >= files.length);
            equal(loaded().sort(), files, 'files');
            return `core from ${isScript ? 'messaging-wasm2js.js' : 'messaging.wasm'}`;
        },
    },
    {
        name: 'Trusted Types are required',
        async run() {
            const { trustedTypes } = /** @type {{ trustedTypes?: unknown }} */ (window);
            return trustedTypes ? 'and enforced' : 'but unknown to this engine';
        },
    },
    {
        name: 'the indicators on the page have their styles',
        async run({ manager }) {
            const indicator = manager.createTypingIndicator('#typing-place');
            manager.showTypingIndicator(indicator, 'Jo');
            const dot = document.querySelector('.messaging-typing-dot');
            if (!dot) throw new Error('There is no dot');
            await until('styles', () => getComputedStyle(dot).borderRadius === '50%');
            equal(indicator?.textContent, 'Jo is typing...', 'the words');
            manager.hideTypingIndicator(indicator);
        },
    },
    {
        name: 'the memory of the core grows',
        async run({ system, follow, errors }) {
            const followed = await follow();
            // More than the initial memory.
            system.handleNewMessage({ conversationId: wedding, text: 'x'.repeat(8_000_000) });
            await ask('say', 'After the growth');
            await until('the next text', () => followed.texts.includes('After the growth'));
            equal(errors(), [], 'errors');
        },
    },
];
