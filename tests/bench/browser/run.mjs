/**
 * @typedef {object} Bench what a case is given
 * @property {import('./engines.mjs').Engine} engine
 * @property {import('./bench_server.mjs').BenchServer} server
 * @property {number} rounds
 * @property {number} messages how many pass through where memory is looked at
 *
 * @typedef {object} Check a figure that was aimed at
 * @property {string} what
 * @property {number} value
 * @property {number} max
 *
 * @typedef {object} Outcome
 * @property {string} text a table
 * @property {Check[]} checks
 * @property {import('../bars.mjs').Bars} [bars]
 */
export {};
