// One page, in which every contender does the same.

/** @type {import('./contenders/contender').Contender | undefined} */
let contender;
/** @type {() => void} */
let unfollow = () => {};
let arrived = '';
/** @type {(() => void) | undefined} */
let onArrival;

/** @param {import('./contenders/contender').Shown} newest */
function told({ text }) {
    arrived = text;
    onArrival?.();
}

/** When something was first handed to the network since this was set to infinity. */
let wiredAt = Number.POSITIVE_INFINITY;
for (const [object, name] of /** @type {const} */ ([
    [window, 'fetch'],
    [WebSocket.prototype, 'send'],
])) {
    const original = Reflect.get(object, name);
    Reflect.set(
        object,
        name,
        /** @this {unknown} @param {unknown[]} args */ function (...args) {
            wiredAt = Math.min(wiredAt, performance.now());
            return Reflect.apply(original, this, args);
        },
    );
}

const bench = {
    /** Imports and connects. @param {string} name */
    async open(name) {
        const start = performance.now();
        const { create } = await import(`./contenders/${name}.js`);
        /** @type {import('./contenders/contender').Contender} */
        const made = create();
        contender = made;
        const connected = made.connect().then(() => performance.now() - start);
        await made.ready;
        const ready = performance.now() - start;
        return { ready, online: await connected };
    },

    /** @param {string} conversationId @param {string} text */
    async send(conversationId, text) {
        wiredAt = Number.POSITIVE_INFINITY;
        const start = performance.now();
        await contender?.send(conversationId, text);
        return { wire: wiredAt - start, acknowledged: performance.now() - start };
    },

    list: () => contender?.list?.(),

    /** Measures what the browser alone needs to parse a response. @param {string} url */
    async parse(url) {
        const text = await (await fetch(url)).text();
        const start = performance.now();
        const parsed = JSON.parse(text);
        return { ms: performance.now() - start, parsed: Object.keys(parsed).length };
    },

    /** @param {string} conversationId */
    async follow(conversationId) {
        unfollow();
        arrived = '';
        unfollow = (await contender?.follow(conversationId, told)) ?? (() => {});
    },

    /** Resolves when a message that ends with `end` is shown. @param {string} end */
    shows: (end) =>
        new Promise((resolve) => {
            onArrival = () => arrived.endsWith(end) && resolve(performance.now());
            onArrival();
        }),

    close() {
        unfollow();
        contender?.close();
        unfollow = () => {};
        contender = undefined;
    },
};

export { bench };

Object.assign(window, { bench });
document.documentElement.dataset.ready = '';
