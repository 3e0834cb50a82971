// Compiled, never run: details of the events are typed without casts.
import 'messaging-wasm';

window.addEventListener('messaging:typing', ({ detail }) => {
    const told: [string, string, boolean] = [detail.conversationId, detail.userId, detail.isTyping];
    // @ts-expect-error: the detail has no such member.
    return [told, detail.typing];
});
window.addEventListener('messaging:connection', ({ detail }) => {
    const shown: 'online' | 'offline' = detail.status;
    const at: number = detail.timestamp.getTime();
    // @ts-expect-error: it is one of four words.
    const wrong = detail.mode === 'carrier-pigeon';
    return [shown, at, wrong];
});
window.addEventListener('messaging:state', ({ detail: { state, since, nextAttemptAt } }) => {
    if (state === 'unauthenticated') return since;
    // @ts-expect-error: there may be no next attempt.
    const next: number = nextAttemptAt;
    return next;
});
window.addEventListener('messaging:message', ({ detail }) => {
    const id: string | null = detail.messageId;
    const why: string | undefined = detail.reason;
    // @ts-expect-error: a message waits for the network.
    if (detail.reason === 'network') return;
    return detail.state === 'failed' ? why : id;
});
window.addEventListener('messaging:read', ({ detail }) => detail.messageId.length);
window.addEventListener('messaging:error', ({ detail: { code, operation, retryable } }) => {
    // @ts-expect-error: a promise rejects with it.
    if (code === 'discarded') return operation;
    // @ts-expect-error: it is called `read`.
    if (operation === 'markRead') return code;
    return operation === 'joinConversation' ? code : retryable;
});
window.addEventListener('messagingManager:typingUpdate', ({ detail }) =>
    detail.typingUserIds.map((id) => id.length),
);
window.addEventListener('messagingManager:readReceipt', ({ detail }) => detail.userId.length);
window.addEventListener('unreadCountUpdated', ({ detail }) => detail.count.toFixed());

const listener = (event: CustomEvent<{ conversationId: string }>) => event.detail.conversationId;
window.addEventListener('messaging:typing', listener);
window.removeEventListener('messaging:typing', listener);
// @ts-expect-error: the event has a count and no conversation.
window.addEventListener('unreadCountUpdated', listener);
