/**
 * A generator of numbers that depend only on the seed (mulberry32).
 * @param {number} seed
 */
export function seededRandom(seed) {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    return {
        next,
        /** @param {number} min @param {number} max both included */
        between: (min, max) => min + Math.floor(next() * (max - min + 1)),
        /** @template T @param {readonly T[]} all @returns {T} */
        one: (all) => /** @type {T} */ (all[Math.floor(next() * all.length)]),
    };
}

/** @typedef {ReturnType<typeof seededRandom>} Random */
