/** Why own messages have failed, for lists of messages. */
import { on } from './dom.ts';

export interface FailureTexts {
    failed: string;
    /** For a message that may be stored all the same. */
    uncertain: string;
}

type StateEvent = CustomEvent<{ clientMessageId: string; reason?: string }>;
type Failure = { code?: string; message?: string };

/** What `sendMessage` and `retry` reject with if the server has given no words. */
const noWords = ['refused', 'Failed to send message'];

/** Remembers reasons by client id until `close`. `changed` is called once one is known in words. */
export function failures({ failed, uncertain }: FailureTexts, changed: () => unknown) {
    const reasons = new Map<string | null, string>();
    const close = on<StateEvent>(window, 'messaging:message', ({ detail }) => {
        const { clientMessageId, reason } = detail;
        if (reason) reasons.set(clientMessageId, reason === 'unknown' ? uncertain : failed);
    });
    /** Hears why it fails, if it does. */
    const watch = <Result>(clientMessageId: string, sending: Promise<Result>) => {
        sending.catch(({ code, message = '' }: Failure) => {
            if (code !== 'refused' || noWords.includes(message)) return;
            reasons.set(clientMessageId, `${failed}: ${message}`);
            changed();
        });
        return sending;
    };
    return {
        reasonOf: ({ clientMessageId }: { clientMessageId: string | null }) =>
            reasons.get(clientMessageId) ?? failed,
        watch,
        /** Sends with an id, by which the reason finds its message. */
        send<Result>(send: (clientMessageId: string) => Promise<Result>) {
            const id = `cm_${crypto.getRandomValues(new Uint32Array(4)).join('')}`;
            return watch(id, send(id));
        },
        close,
    };
}
