// The crowd, a process of its own: a socket for each person, and messages at a steady rate whether
// or not the server keeps up. It gets tasks from its parent, and answers with what it has observed.

import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Someone } from './people.ts';
import { type LoadSocket, openSocket } from './socket.ts';

export type Task =
    | { open: { url: string; people: Someone[] } }
    | { send: { rate: number; seconds: number } };

export interface Outcome {
    sent: number;
    /** Unsuccessful responses by status, each of which was followed by another attempt. */
    refusals: Record<string, number>;
    unacknowledged: number;
    /** Acknowledged, but not delivered to both. */
    lost: number;
    /** Delivered twice to the same socket. */
    doubled: number;
    /** From when a message was due to its event at the other's socket. */
    deliveryMs: number[];
    /** From when a message was due to its response. */
    answerMs: number[];
    /** From the first message to the last response. */
    answeredMs: number;
}

export type Answer = { opened: { ms: number } } | { outcome: Outcome };

/** Handshakes that are under way at once. */
const openingMax = 50;
const tickMs = 2;
const retryMs = 500;
/** After this long without progress, missing messages count as lost. */
const patienceMs = 30_000;
const padding = 'Could you serve dinner outdoors for eighty people on the twelfth of June? '.repeat(
    2,
);
const csrf = '0'.repeat(64);

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
let url = '';
let people: Someone[] = [];
let sockets: LoadSocket[] = [];
let heard: (index: number, event: string) => void = () => {};

process.on('message', async (task: Task) => {
    if ('open' in task) process.send?.((await open(task.open)) satisfies Answer);
    else process.send?.({ outcome: await send(task.send) } satisfies Answer);
});
process.on('disconnect', () => process.exit());

async function open(given: { url: string; people: Someone[] }): Promise<Answer> {
    ({ url, people } = given);
    const start = performance.now();
    sockets = new Array(people.length);
    let next = 0;
    const worker = async () => {
        for (let index = next++; index < people.length; index = next++) {
            const person = people[index] as Someone;
            sockets[index] = await openSocket(url, person, (event) => heard(index, event));
        }
    };
    await Promise.all(Array.from({ length: openingMax }, worker));
    return { opened: { ms: performance.now() - start } };
}

async function send({ rate, seconds }: { rate: number; seconds: number }): Promise<Outcome> {
    const count = rate * seconds;
    const due = new Float64Array(count);
    /** How often each of the two got a message. */
    const told = [new Uint8Array(count), new Uint8Array(count)];
    const outcome: Outcome = {
        sent: count,
        refusals: {},
        unacknowledged: count,
        lost: 0,
        doubled: 0,
        deliveryMs: [],
        answerMs: [],
        answeredMs: 0,
    };
    heard = (index, event) => {
        if (!event.startsWith('42["new_message"')) return;
        const [, { message }] = JSON.parse(event.slice(2));
        const number = Number.parseInt(message.text, 10);
        const tally = told[index % 2] as Uint8Array;
        tally[number] = (tally[number] ?? 0) + 1;
        if (tally[number] > 1) outcome.doubled += 1;
        else if (message.senderId !== people[index]?.id)
            outcome.deliveryMs.push(performance.now() - (due[number] ?? 0));
    };
    const start = performance.now();
    for (let number = 0; number < count; ) {
        const now = performance.now();
        for (; number < count && start + (number * 1000) / rate <= now; number++) {
            due[number] = start + (number * 1000) / rate;
            void sendOne(number, due[number] ?? 0, outcome).then(() => {
                outcome.answeredMs = performance.now() - start;
            });
        }
        await sleep(tickMs);
    }
    const missing = () =>
        told.reduce(
            (sum, tally) => sum + tally.reduce((n, times) => n + Number(times === 0), 0),
            0,
        );
    await settle(() => outcome.unacknowledged + missing());
    outcome.lost = missing();
    return outcome;
}

async function settle(left: () => number): Promise<void> {
    let least = left();
    for (let since = performance.now(); least > 0; await sleep(100)) {
        const now = performance.now();
        if (left() < least) since = now;
        least = Math.min(least, left());
        if (now - since > patienceMs) return;
    }
}

async function sendOne(number: number, due: number, outcome: Outcome): Promise<void> {
    // Successive messages are of people far apart in the crowd.
    const index = (number * 7919) % people.length;
    for (;;) {
        const status = await post(index, number).catch(() => 0);
        if (status === 200 || status === 201) break;
        outcome.refusals[status] = (outcome.refusals[status] ?? 0) + 1;
        await sleep(retryMs);
    }
    outcome.unacknowledged -= 1;
    outcome.answerMs.push(performance.now() - due);
}

function post(index: number, number: number): Promise<number> {
    const person = people[index] as Someone;
    const fields = { message: `${number} ${padding}`, clientMessageId: `load-${number}` };
    const body = JSON.stringify(fields);
    const headers = {
        'content-type': 'application/json',
        'content-length': body.length,
        'x-csrf-token': csrf,
        cookie: `token=${person.token}; csrf=${csrf}; ${sockets[index]?.node}`,
    };
    return new Promise((resolve, reject) => {
        const address = `${url}/api/messages/${person.conversationId}`;
        const call = request(address, { method: 'POST', agent, headers }, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode ?? 0));
            response.on('error', reject);
        });
        call.on('error', reject);
        call.end(body);
    });
}
