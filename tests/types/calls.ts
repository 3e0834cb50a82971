// Compiled, never run: what a page may call, and what the compiler rejects.
import messagingSystem, {
    type ClientState,
    type ConversationObject,
    createMessaging,
    type ErrorCode,
    type MessageObject,
    MessagingError,
    MessagingManager,
    type MessagingOptions,
    MessagingSystem,
    messagingManager,
    type Unsubscribe,
} from 'messaging-wasm';
import { binary } from 'messaging-wasm/inline';

const options: MessagingOptions = {
    url: 'https://example.org',
    user: async () => ({ id: 'usr_alice', role: 'customer' }),
    auth: () => ({ token: 'secret' }),
    reconnect: { minMs: 100 },
    storage: 'memory',
    toast: null,
    wasm: { binary },
    strings: { online: 'En ligne', newMessage: 'Nouveau message' },
    log: (level, message) => console.log(level.toUpperCase(), message),
};
messagingSystem.configure(options).configure({ user: null });
// What may be missing can be passed as it is.
const token = ['secret'].find((word) => word.length > 7);
messagingSystem.configure({ url: token, csrfToken: token, reconnect: { maxMs: undefined } });
messagingSystem.configure({ user: { id: 'usr_alice', role: token } });
// @ts-expect-error: there is no such option.
messagingSystem.configure({ pollInterval: 1000 });
// @ts-expect-error: it is a number of milliseconds.
messagingSystem.configure({ pollIntervalMs: '1s' });
// @ts-expect-error: one of two words.
messagingSystem.configure({ storage: 'cookies' });
// @ts-expect-error: a user has an id.
messagingSystem.configure({ user: { role: 'customer' } });
// @ts-expect-error: there is no such text.
messagingSystem.configure({ strings: { onlin: 'En ligne' } });

const stop: Unsubscribe = messagingSystem.listenToMessages('thd_wedding', (messages) => {
    const last: MessageObject | undefined = messages[messages.length - 1];
    const text: string | undefined = last?.text;
    // Members that the server adds are there, with an unknown type.
    const own: unknown = last?.['attachments'];
    // @ts-expect-error: no such state.
    const wrong = last?.state === 'lost';
    return [text, own, wrong];
});
stop();
// @ts-expect-error: the callback is missing.
messagingSystem.listenToMessages('thd_wedding');
messagingSystem.listenToUserConversations('usr_alice', 'customer', (list) =>
    list.map(({ id, unreadCount }: ConversationObject) => id.repeat(unreadCount)),
);
messagingSystem.listenToUnreadCount('usr_alice', 'customer', (count) => count.toFixed());

export async function send(): Promise<string> {
    try {
        return await messagingSystem.sendMessage('thd_wedding', { message: 'Hello', subject: '' });
    } catch (error) {
        return error instanceof MessagingError && error.retryable ? error.code : 'unknown';
    }
}
interface Order {
    message: string;
    orderId: number;
}
export const order = (message: Order) => messagingSystem.sendMessage('thd_wedding', message);
// @ts-expect-error: a message is an object or its text.
messagingSystem.sendMessage('thd_wedding', 7);

const state: ClientState = messagingSystem.state;
messagingSystem.socket
    ?.on('bytes', (data: ArrayBuffer) => data.byteLength)
    .emit('echo', 1, () => {});
const answer: Promise<number> | undefined = messagingSystem.socket?.emitWithAck('echo', 1);
// @ts-expect-error: the caller has declared it a number.
const wrong: Promise<string> | undefined = messagingSystem.socket?.emitWithAck<number>('echo', 1);

const indicator: HTMLElement | null = messagingManager.createTypingIndicator('#typing');
messagingManager.showTypingIndicator(indicator, 'Jo');
const other = createMessaging({ url: 'https://example.org' });
const manager: MessagingManager = new MessagingManager(new MessagingSystem(), false);
export const kept = [
    state,
    answer,
    wrong,
    other.messagingSystem.mode,
    manager.isTyping('thd_wedding'),
];
export function says({ code }: MessagingError): string {
    switch (code) {
        case 'refused':
        case 'unauthorized':
        case 'signed_out':
            return 'Please sign in';
        case 'network':
        case 'timeout':
        case 'queue_full':
        case 'disconnected':
            return 'Please try again';
        case 'unknown':
        case 'discarded':
        case 'not_found':
            return 'Please look whether it has arrived';
        case 'malformed':
        case 'stopped':
        case 'load_failed':
        case 'aborted':
            return 'Please reload';
        // @ts-expect-error: no promise rejects with it.
        case 'expired':
            return '';
    }
}
export const texts: Record<ErrorCode, string>[] = [];
// @ts-expect-error: only the system itself changes it.
messagingSystem.socket = null;
