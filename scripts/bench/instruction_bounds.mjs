// Bounds on the ratios between counts, whatever the counts are.

/** @typedef {ReadonlyMap<string, number>} Counts */

/**
 * A case may cost at most so many times the other.
 * @type {readonly { name: string, of: string, times: number }[]}
 */
const ratios = [
    ...['10,000', '100,000'].map((stored) => ({
        name: `new_message, ${stored} messages stored`,
        of: 'new_message, 100 messages stored',
        times: 1.2,
    })),
    ...['1,000', '10,000'].map((stored) => ({
        name: `new_message, ${stored} conversations`,
        of: 'new_message, 10 conversations',
        times: 1.2,
    })),
    {
        name: 'new_message, 20,000 messages stored in its conversation',
        of: 'new_message, 100 messages stored',
        times: 1.2,
    },
    {
        name: 'new_message, after 20,000 others',
        of: 'new_message, after 1,000 others',
        times: 1.01,
    },
];

/** Sizes across which a byte must cost the same, smallest first. */
const sizes = [
    { name: 'new_message, 300 B', bytes: 300 },
    { name: 'new_message, 2 KB', bytes: 2048 },
    { name: 'new_message, 20 KB', bytes: 20_480 },
];
const byteTimes = 1.05;

/**
 * Describes the bounds that are exceeded.
 * @param {Counts} counts
 * @returns {string[]}
 */
export function brokenBounds(counts) {
    const faults = [];
    for (const { name, of, times } of ratios) {
        const here = counts.get(name);
        const base = counts.get(of);
        if (here === undefined || base === undefined || here <= base * times) continue;
        const found = (here / base).toFixed(2);
        faults.push(`'${name}' costs ${found} times '${of}', at most ${times} is allowed`);
    }
    const [low, middle, high] = sizes.map(({ name, bytes }) => ({
        bytes,
        count: counts.get(name),
    }));
    if (low?.count && middle?.count && high?.count) {
        const perByte = (middle.count - low.count) / (middle.bytes - low.bytes);
        const perByteAbove = (high.count - middle.count) / (high.bytes - middle.bytes);
        if (perByteAbove > perByte * byteTimes) {
            faults.push(
                `a byte costs ${perByteAbove.toFixed(1)} in messages above 2 KB, ` +
                    `${perByte.toFixed(1)} below: the cost must be linear`,
            );
        }
    }
    return faults;
}
