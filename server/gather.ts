// Many single questions made one. What comes in the same turn of the event loop, or while enough
// is under way already, is asked together: an idle server asks at once, and the busier it is the
// less it costs to ask for one thing more.

import { waitMsFor } from './busy.ts';

export interface GatherOptions {
    /** Questions that are asked together. */
    most: number;
    /** Calls that are under way together. */
    atOnce: number;
    /** How long to wait for more; default: the longer the busier this process is. */
    waitMs?: () => number;
}

interface Waiting<Question, Answer> {
    question: Question;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
}

/** `ask` gives one answer for each question, in their order; where it rejects, all of them fail. */
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
        // What is full gains nothing by waiting.
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
