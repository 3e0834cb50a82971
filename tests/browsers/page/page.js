// Runs the check that the URL selects, and reports the outcome to the server.
import { checks } from './checks.js';
import { ask, Impossible, makeStage } from './stage.js';

const given = new URLSearchParams(location.search);
/** In a variable, since the compiler would look for the file of a literal. */
const moduleUrl = '/messaging.js';
const part = Number(given.get('part') ?? 0);

async function run() {
    const check = checks.find(({ name }) => name === given.get('check'));
    if (!check) throw new Error('There is no such check');
    const requests = () => performance.getEntriesByType('resource').map(({ name }) => name);
    const before = { requests: requests(), globals: Object.keys(window) };
    const messaging = await import(moduleUrl);
    const imported = {
        requests: requests().filter((name) => !before.requests.includes(name)),
        globals: Object.keys(window).filter((name) => !before.globals.includes(name)),
    };
    const stage = makeStage(messaging, { part, variant: given.get('variant') ?? '', imported });
    const says = await check.run(stage);
    if (window.faults.length > 0) throw new Error(window.faults.join('\n'));
    return typeof says === 'string' ? says : '';
}

/** @returns {Promise<{ kind: string, says: string }>} */
async function outcomeOfRun() {
    try {
        return { kind: 'passed', says: await run() };
    } catch (error) {
        if (error instanceof Impossible) return { kind: 'impossible', says: error.message };
        const { message, stack } = /** @type {Error} */ (error);
        return { kind: 'failed', says: [message, stack, ...window.faults].join('\n') };
    }
}

const outcome = await outcomeOfRun();
await ask('outcome', { part, outcome });
