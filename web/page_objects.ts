/**
 * The objects that callbacks get, made from whatever a server calls things. Members that are not
 * named here stay as they are.
 */
import type { Entry } from '../bindings/protocol.ts';
import { isObject, type JsonObject } from './path.ts';
import { readTimestamp } from './timestamps.ts';
import type { ConversationObject, MessageObject } from './types.ts';

const previewNames = ['lastMessage', 'lastMessagePreview', 'lastMessageText'];

/** The first that is a text or a number, as text. */
function firstText(...values: unknown[]): string {
    for (const value of values) {
        if (typeof value === 'string' || typeof value === 'number') return String(value);
    }
    return '';
}

function firstPresent(...values: unknown[]): unknown {
    for (const value of values) {
        if (value !== undefined && value !== null && value !== '') return value;
    }
    return null;
}

function toIso(time: unknown): string {
    if (typeof time === 'string') return time;
    return readTimestamp(time)?.toISOString() ?? '';
}

/**
 * Adds what is given besides. Much faster than to spread it and add the rest; a name that every
 * object has, such as `constructor`, stays what it is.
 */
function withOthers(object: JsonObject, given: JsonObject): JsonObject {
    for (const name in given) if (!(name in object)) object[name] = given[name];
    return object;
}

/** The text of a message in whatever form it comes. */
export function textOf(source: unknown): string {
    if (!isObject(source)) return firstText(source);
    return firstText(source.text, source.message, source.content, source.body, source.value);
}

function timeOf({ createdAt, sentAt, timestamp, updatedAt, date }: JsonObject): unknown {
    return firstPresent(createdAt, sentAt, timestamp, updatedAt, date);
}

/**
 * A message of the page from what the server, or the page itself, said. Every member is named where
 * it is read or written: that is several times as fast as going through lists of names.
 */
export function toMessage(
    source: unknown,
    entry: Partial<Entry>,
    conversationId: string,
): MessageObject {
    const given = isObject(source) ? source : {};
    const sender = isObject(given.sender) ? given.sender : {};
    const text = textOf(source);
    const time = timeOf(given);
    const createdAt = toIso(time);
    const senderId =
        firstText(given.senderId, given.userId, given.fromUserId) ||
        firstText(sender.id, sender._id);
    const senderRole =
        firstText(given.senderRole, given.senderType, given.fromRole) || firstText(sender.role);
    const object = {
        id: entry.id ?? firstText(given.id, given._id, given.messageId),
        conversationId: firstText(given.conversationId, given.threadId) || conversationId,
        text,
        senderId,
        senderRole,
        senderName: firstText(given.senderName) || firstText(sender.name),
        createdAt,
        state: entry.state ?? 'sent',
        clientMessageId: entry.clientMessageId ?? (firstText(given.clientMessageId) || null),
        seq: typeof given.seq === 'number' ? given.seq : null,
        message: given.message ?? text,
        content: given.content ?? text,
        senderType: given.senderType ?? senderRole,
        fromRole: given.fromRole ?? senderRole,
        fromUserId: given.fromUserId ?? senderId,
        timestamp: given.timestamp ?? time ?? createdAt,
        sentAt: given.sentAt ?? time ?? createdAt,
    };
    return withOthers(object, given) as MessageObject;
}

/** The same message with what the core has learnt since. */
export function patchMessage(message: MessageObject, entry: Entry): MessageObject {
    const patched = { ...message, id: entry.id };
    if (entry.state) patched.state = entry.state;
    if (entry.clientMessageId) patched.clientMessageId = entry.clientMessageId;
    return patched;
}

/** A count that is one number, or one by user. */
function unreadOf(value: unknown, userId: string): number {
    const count = isObject(value) ? value[userId] : value;
    return typeof count === 'number' && count > 0 ? count : 0;
}

/** A conversation of the page; `userId` picks the count where the server gives one by user. */
export function toConversation(
    source: unknown,
    entry: Partial<Entry>,
    userId: string,
    newest?: unknown,
): ConversationObject {
    const given = isObject(source) ? source : {};
    const { lastMessage, lastMessagePreview, lastMessageText } = given;
    const { lastMessageTime, lastMessageAt, updatedAt, createdAt } = given;
    const object = {
        id: entry.id ?? firstText(given.id, given._id, given.conversationId, given.threadId),
        lastMessage: textOf(firstPresent(lastMessage, lastMessagePreview, lastMessageText)),
        lastMessageTime: firstPresent(lastMessageTime, lastMessageAt, updatedAt, createdAt),
        unreadCount: entry.unreadCount ?? unreadOf(given.unreadCount ?? given.unread, userId),
    };
    return withNewest(withOthers(object, given) as ConversationObject, newest);
}

/** The same conversation with what the core has learnt since; `newest`: its newest message. */
export function patchConversation(
    conversation: ConversationObject,
    entry: Entry,
    newest?: unknown,
): ConversationObject {
    const patched = { ...conversation, id: entry.id };
    if (entry.unreadCount !== undefined) patched.unreadCount = entry.unreadCount;
    return withNewest(patched, newest);
}

function withNewest(conversation: ConversationObject, newest: unknown): ConversationObject {
    if (newest === undefined) return conversation;
    const text = textOf(newest);
    const time = isObject(newest) ? timeOf(newest) : null;
    // All names that a page may read must say the same.
    for (const name of previewNames) if (name in conversation) conversation[name] = text;
    for (const name of ['lastMessageTime', 'lastMessageAt']) {
        if (time !== null && name in conversation) conversation[name] = time;
    }
    return conversation;
}
