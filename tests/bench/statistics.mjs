// Figures of a machine that does other things too: medians, and the spread between quartiles.

/** @param {number[]} values @param {number} share */
export function quantile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);

/** The median, and half the interquartile range. @param {number[]} values */
export function spread(values) {
    return { median: median(values), half: (quantile(values, 0.75) - quantile(values, 0.25)) / 2 };
}

/** With three significant digits. @param {number} value */
export function digits(value) {
    if (!Number.isFinite(value)) return '–';
    const places = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return value.toFixed(places);
}

/** @param {number[]} values */
export function withSpread(values) {
    const { median: middle, half } = spread(values);
    return `${digits(middle)} ±${digits(half)}`;
}
