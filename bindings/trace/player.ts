/** Plays inputs to a core, and digests its answers. */
import type { Answer, Core, Effect } from '../protocol.ts';
import { Digest } from './digest.ts';
import { Picture } from './picture.ts';

/** In place of a digest if the core broke an invariant. */
export const aborted = 'aborted';

export interface Step {
    /** As the core gave it; empty if it aborted. */
    answer: string;
    effects: Effect[];
    /** The bulk texts that the effects refer to; the first is at index 1. */
    texts: string[];
    digest: string;
}

export class Player {
    readonly picture = new Picture();

    constructor(private readonly core: Core) {}

    play(at: number, control: string, text: string): Step {
        const step: Step = { answer: '', effects: [], texts: [''], digest: aborted };
        try {
            step.answer = this.core.handle(at, control, text);
            for (let i = textsOf(step.answer); i >= 1; i--) step.texts[i] = this.core.text(i);
            const digest = new Digest();
            for (const each of [step.answer, ...step.texts.slice(1)]) digest.add(each);
            step.digest = String(digest.add(String(this.core.deadline())));
        } catch {
            return step;
        }
        const batches: Answer = JSON.parse(step.answer);
        step.effects = batches.flatMap((batch) => (batch ? batch.effects : []));
        for (const effect of step.effects) this.picture.apply(effect);
        return step;
    }
}

/** How many bulk texts an answer refers to. In a JSON string the quotes would be escaped. */
function textsOf(answer: string): number {
    const numbers = [...answer.matchAll(/"text":(\d+)/g)].map(([, number]) => Number(number));
    return Math.max(0, ...numbers);
}
