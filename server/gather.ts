// Batches single queries into one. Those that arrive in the same turn of the event loop, or while
// enough batches are running, are sent together: an idle server queries at once, and the busier it
// is, the less each further query costs.

import { waitMsFor } from './busy.ts';

export interface GatherOptions {
    /** Maximum batch size. */
    most: number;
    /** Maximum number of batches running at a time. */
    atOnce: number;
    /** How long to wait for more, in ms; default: longer the busier this process is. */
    waitMs?: () => number;
}

interface Waiting<Question, Answer> {
    question: Question;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
}

/** `ask` returns one answer per question, in order. If it rejects, all of them fail. */
export function gathered<Question, Answer>(
    ask: (questions: Question[]) => Promise<Answer[]>,
    { most, atOnce, waitMs = waitMsFor }: GatherOptions,
): (question: Question) => Promise<Answer> {
    const waiting: Waiting<Question, Answer>[] = [];
    let running = 0;
    let soon = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function plan(): void {
        if (soon || running >= atOnce || waiting.length === 0) return;
        // A full batch gains nothing by waiting.
        const ms = waiting.length < most ? waitMs() : 0;
        if (ms > 0) {
            timer ??= setTimeout(run, ms);
            return;
        }
        soon = true;
        setImmediate(run);
    }

    async function run(): Promise<void> {
        soon = false;
        clearTimeout(timer);
        timer = undefined;
        running += 1;
        const batch = waiting.splice(0, most);
        plan();
        try {
            const answers = await ask(batch.map(({ question }) => question));
            batch.forEach(({ resolve }, index) => void resolve(answers[index] as Answer));
        } catch (error) {
            for (const { reject } of batch) reject(error);
        }
        running -= 1;
        plan();
    }

    return (question) =>
        new Promise((resolve, reject) => {
            waiting.push({ question, resolve, reject });
            plan();
        });
}
