/**
 * Real-time messaging for a page. Importing this does nothing; the first call of a method loads the
 * core (`messaging-core.js`, `messaging.wasm`).
 *
 * ```js
 * import messagingSystem, { messagingManager } from './messaging.js';
 *
 * const unsubscribe = messagingSystem.listenToMessages(conversationId, render);
 * await messagingSystem.sendMessage(conversationId, { message: 'Hello' });
 * ```
 */
import { MessagingManager } from './manager.ts';
import type { MessagingOptions } from './options.ts';
import { MessagingSystem, messagingSystem } from './system.ts';

export type { WasmSource } from '../bindings/loader.ts';
export { build } from './build_info.ts';
export type * from './events.ts';
export { MessagingError } from './messaging_error.ts';
export type { Metrics, TraceOptions } from './observability.ts';
export type { LogLevel, MessagingOptions, Toaster, User } from './options.ts';
export type { Listener, SocketObject } from './socket_object.ts';
export type { Language, Plural, Strings } from './strings.ts';
export type { Unsubscribe } from './system.ts';
export type { ServerTime, Timestamp } from './timestamps.ts';
export type {
    AttachmentObject,
    ConversationObject,
    MessageObject,
    ParticipantObject,
} from './types.ts';
export { MessagingManager, MessagingSystem, messagingSystem };

/** The manager of the default system. Listens from the first method call on either. */
export const messagingManager = new MessagingManager(messagingSystem, false);

/**
 * Creates a second system and its manager, for another server or user. Throws if an option is
 * unknown or out of range.
 */
export function createMessaging(options: MessagingOptions = {}): {
    /** A separate system, which shares nothing with the default one. */
    messagingSystem: MessagingSystem;
    /** Its manager. Listens from the first method call on either. */
    messagingManager: MessagingManager;
} {
    const system = new MessagingSystem(options);
    return { messagingSystem: system, messagingManager: new MessagingManager(system, false) };
}

export default messagingSystem;
