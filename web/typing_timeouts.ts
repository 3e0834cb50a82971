/** Maintains `messagingSystem.typingTimeouts`: where this user is shown as typing. */
import type { Input } from '../bindings/protocol.ts';
import type { MessagingSystem } from './system.ts';

type Timeouts = MessagingSystem['typingTimeouts'];

/** Call this with every input. `stopMs`: how long the core waits before it stops typing. */
export function followTyping(system: MessagingSystem, input: Input, stopMs: number): void {
    if (input.type !== 'SetTyping' && input.type !== 'LeaveConversation') return;
    const { conversationId: id } = input;
    const timeouts = system.typingTimeouts;
    clearTimeout(timeouts.get(id));
    timeouts.delete(id);
    if (input.type === 'SetTyping' && input.isTyping && system.isConnected) {
        timeouts.set(
            id,
            setTimeout(() => timeouts.delete(id), stopMs),
        );
    }
}

/** Typing is no longer sent anywhere. */
export function forgetTyping(timeouts: Timeouts): void {
    for (const timer of timeouts.values()) clearTimeout(timer);
    timeouts.clear();
}
