/**
 * What the next core is given again because its outcome under the last one is unknown: calls that
 * may safely be repeated, and messages that no core is known to have sent.
 */
import type { Input, MessageState } from '../bindings/protocol.ts';

const mayRepeat = ['Fetch', 'MarkRead', 'MarkThreadRead'];

interface Repeat {
    input: Input;
    text: string | undefined;
    /** For a message: its client id. */
    sends: unknown;
}

export class Repeats {
    private readonly calls = new Map<number, Repeat>();

    /** Call this with every input of the page. */
    asked(input: Input, text: string | undefined): void {
        if (!('call' in input) || input.call === undefined) return;
        const { call } = input;
        if (input.type === 'SendMessage') {
            const sends = JSON.parse(text ?? '{}').clientMessageId;
            this.calls.set(call, { input: { ...input, repeated: true }, text, sends });
        } else if (mayRepeat.includes(input.type)) {
            this.calls.set(call, { input, text, sends: null });
        }
    }

    /** The call is settled. A message that resolves to its own client id is still unsent. */
    settled(call: number, value?: unknown): void {
        const known = this.calls.get(call);
        if (known && (!known.sends || known.sends !== value)) this.calls.delete(call);
    }

    /** Returns the calls that this settles. */
    messageState(clientMessageId: string, state: MessageState): number[] {
        if (state === 'pending') return [];
        const over = [...this.calls].filter(([, { sends }]) => sends === clientMessageId);
        return over.map(([call]) => {
            this.calls.delete(call);
            return call;
        });
    }

    has(call: number): boolean {
        return this.calls.has(call);
    }

    all(): Repeat[] {
        return [...this.calls.values()];
    }

    clear(): void {
        this.calls.clear();
    }
}
