// The outcome of a campaign as text.

import { type Campaign, type Fault, growthMax, growthOf, type Outcome } from './campaign.ts';

const shownLength = 3000;
const shownCases = 20;

export function reportOf({ seed, requests }: Campaign, outcome: Outcome): string {
    const { counts, seconds, memory, faults } = outcome;
    const sent = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const rate = Math.round(sent / seconds).toLocaleString('en');
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const kept = memory.map((one) => megabytes(one.kept)).join(', ');
    const resident = memory.map((one) => megabytes(one.resident)).join(', ');
    return [
        `seed ${seed}: ${sent.toLocaleString('en')} of ${requests.toLocaleString('en')} requests ` +
            `in ${seconds.toFixed(1)} s, ${rate} per second`,
        ...[...counts].sort().map(([name, count]) => `${String(count).padStart(9)}  ${name}`),
        `memory kept after collection, warm and at each quarter of the rest: ${kept} MB`,
        `resident: ${resident} MB`,
        `growth: ${megabytes(growthOf(outcome))} MB, at most ${megabytes(growthMax)}`,
        ...faults.map((fault) => faultText(seed, fault)),
    ].join('\n');
}

function faultText(seed: number, { says, cases }: Fault): string {
    const shown = cases.slice(0, shownCases).map(({ index, given }) => {
        const text = JSON.stringify(given);
        const cut = text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
        const replay = `npm run test:malformed -- --seed ${seed} --first ${index} --requests 1`;
        return `  ${cut}\n  replay: ${replay}`;
    });
    return `FAULT: ${says}\n${shown.join('\n')}`;
}
