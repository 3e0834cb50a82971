// The result of a campaign, as a table and as a list of failures.
import { timeOf } from './person.js';

/** @typedef {import('./campaign.js').Result} Result */

/** Why `sendMessage` may reject: the page has no core yet, or the server refused, see `failed`. */
const tellable = new Set(['load_failed', 'refused']);

/** @param {readonly number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

/** @param {number} ms */
const seconds = (ms) => (Number.isNaN(ms) ? '' : `${(ms / 1000).toFixed(2)} s`);

/** @param {string} name @param {readonly import('./campaign.js').Happened[]} some */
function row(name, some) {
    const times = some.flatMap(({ recoveryMs }) => recoveryMs ?? []).sort((a, b) => a - b);
    const shown = [0.5, 0.95, 1].map((share) => seconds(quantile(times, share)));
    return `| ${[name, some.length, ...shown].join(' | ')} |`;
}

/** @param {Result} result */
export function report({ seed, ms, happened, stored, rejected, failed, verdict, errors }) {
    const names = [...new Set(happened.map(({ name }) => name))].sort();
    const minutes = (ms / 60_000).toFixed(1);
    const wrong = [failed, verdict.lost, verdict.doubled, verdict.disordered];
    return [
        `Seed ${seed}, ${minutes} minutes, ${happened.length} faults.`,
        '',
        '| Messages stored | Refused, sent again by hand | Lost | Doubled | Out of order |',
        '|---:|---:|---:|---:|---:|',
        `| ${[stored, ...wrong.map(({ length }) => length)].join(' | ')} |`,
        '',
        '| Fault | Times | Median to recover | 95 % | Longest |',
        '|---|---:|---:|---:|---:|',
        ...names.map((name) => {
            const some = happened.filter((one) => one.name === name);
            return row(name, some);
        }),
        row('all', happened),
        '',
        `Not accepted: ${counted(rejected.map(([, code]) => code))}.`,
        '',
        `\`messaging:error\` reported: ${counted(errors)}.`,
    ].join('\n');
}

/** @param {readonly string[]} words */
function counted(words) {
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return [...counts].map(([word, times]) => `${word} (${times})`).join(', ') || 'nothing';
}

/** What must not happen, one line each. @param {Result} result */
export function failures({ seed, verdict, rejected, happened }) {
    const refused = rejected
        .filter(([, code]) => !tellable.has(code))
        .map(([text, code]) => `${text}: ${code}`);
    return Object.entries({ ...verdict, rejected: refused }).flatMap(([what, texts]) =>
        texts.map((text) => `seed ${seed}: ${what}: ${text}${context(happened, text)}`),
    );
}

/**
 * The faults around the time at which a message was written.
 * @param {Result['happened']} happened @param {string} text
 */
function context(happened, text) {
    const written = timeOf(text);
    return happened
        .filter(({ at, endedAt }) => at < written + 3000 && endedAt > written - 3000)
        .map(({ at, endedAt, name, victims }) => {
            const times = `${at - written} to ${endedAt - written} ms`;
            return `\n    ${times}: ${name} (${victims.join(', ')})`;
        })
        .join('');
}
