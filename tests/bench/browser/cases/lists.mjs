// Long responses: a history of 10,000 messages and a list of 1,000 conversations.

import { digits, median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { messageOf, textOf } from '../sender.ts';

/** @typedef {import('../engines.mjs').Page} Page */

const words = textOf({ textBytes: 100, ascii: true });
const files = ['messaging-wasm', 'plain'];

function history() {
    const messages = Array.from({ length: 10_000 }, (_, index) => messageOf(index + 1, words));
    // The page waits for this text.
    messages.push(messageOf(10_001, 'begin'));
    return JSON.stringify({ messages });
}

function conversations() {
    const all = Array.from({ length: 1_000 }, (_, index) => ({
        id: `thd_${index}`,
        subject: 'A benchmark',
        participants: ['usr_alice', 'usr_bloom'],
        lastMessage: words,
        lastMessageTime: new Date(1_760_000_000_000 - index * 1000).toISOString(),
        unreadCount: index % 3,
    }));
    return JSON.stringify({ conversations: all });
}

const kinds = [
    {
        what: '10,000 messages',
        max: 3,
        answer: history(),
        urlOf: (/** @type {string} */ id) => `/api/messages/${id}`,
        show: (/** @type {Page} */ page, /** @type {string} */ id) =>
            page.evaluate((one) => window.bench.follow(one), id),
    },
    {
        what: '1,000 conversations',
        answer: conversations(),
        urlOf: () => '/api/messages/conversations',
        show: (/** @type {Page} */ page) =>
            page.evaluate(async () => void (await window.bench.list())),
    },
];

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    const rows = [];
    const checks = [];
    for (const { what, max, answer, urlOf, show } of kinds) {
        /** @type {Map<string, number[]>} */
        const times = new Map(['parse', 'fetch', ...files].map((name) => [name, []]));
        for (let round = 0; round <= rounds; round++) {
            const id = await server.converse();
            await server.prepare(urlOf(id), answer);
            const note = (/** @type {string} */ name, /** @type {number} */ ms) => {
                if (round > 0) times.get(name)?.push(ms);
            };
            const fetched = await timed(page, () =>
                page.evaluate((url) => window.bench.parse(url), urlOf(id)),
            );
            note('parse', fetched.answer.ms);
            note('fetch', fetched.ms);
            for (const file of files) {
                await page.evaluate((name) => window.bench.open(name), file);
                note(file, (await timed(page, () => show(page, id))).ms);
                await page.evaluate(() => window.bench.close());
            }
        }
        const of = (/** @type {string} */ name) => times.get(name) ?? [];
        const parse = median(of('parse'));
        const browser = median(of('fetch')) - parse;
        const ratio = (median(of('messaging-wasm')) - browser) / parse;
        rows.push([
            `${what}, ${digits(answer.length / 1024)} KB`,
            ...['parse', 'fetch', 'plain', 'messaging-wasm'].map((name) => withSpread(of(name))),
            digits(ratio),
        ]);
        if (max) checks.push({ what: `${what}, against JSON.parse`, value: ratio, max });
    }
    await page.close();
    const head = ['', 'JSON.parse', 'fetch and parse', 'plain JavaScript', 'messaging-wasm'];
    return { text: table([...head, 'times JSON.parse, without the fetch'], rows), checks };
}

/**
 * The time of the page's main thread: TaskDuration if the engine has it.
 * @template Answer
 * @param {Page} page @param {() => Promise<Answer>} work
 */
async function timed(page, work) {
    await page.collect();
    const before = await page.cost();
    const answer = await work();
    const after = await page.cost();
    const ms = after.cpu - before.cpu;
    return { answer, ms: (after.task ?? ms) - (before.task ?? 0) };
}
