/**
 * Builds the objects passed to callbacks from what servers send under various names. Members not
 * named here are kept as they are.
 */
import type { Entry } from '../bindings/protocol.ts';
import { isObject, type JsonObject } from './path.ts';
import { readTimestamp } from './timestamps.ts';
import type { ConversationObject, MessageObject } from './types.ts';

const previewNames = ['lastMessage', 'lastMessagePreview', 'lastMessageText'];

/** A string or number as a string; an empty one for anything else. */
function asText(value: unknown): string {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : '';
}

function toIso(time: unknown): string {
    if (typeof time === 'string') return time;
    return readTimestamp(time)?.toISOString() ?? '';
}

/**
 * Adds the remaining members of `given`. Much faster than spreading it first. Names that every
 * object inherits, such as `constructor`, are left alone.
 */
function withOthers(object: JsonObject, given: JsonObject): JsonObject {
    for (const name in given) if (!(name in object)) object[name] = given[name];
    return object;
}

/** The text of a message, in whatever form it comes. */
function textOf(source: unknown): string {
    if (!isObject(source)) return asText(source);
    const { text, message, content, body, value } = source;
    return asText(text) || asText(message) || asText(content) || asText(body) || asText(value);
}

function timeOf(given: JsonObject): unknown {
    return given.createdAt || given.sentAt || given.timestamp || given.updatedAt || given.date;
}

/**
 * Builds a message from the server's or the page's object. One that the server does not have yet
 * is from the user, `userId`. Naming each member explicitly is several
 * times as fast as looping over lists of names.
 */
export function toMessage(
    source: unknown,
    entry: Partial<Entry>,
    conversationId: string,
    userId = '',
): MessageObject {
    const given = isObject(source) ? source : {};
    const sender = isObject(given.sender) ? given.sender : {};
    const text = textOf(source);
    const time = timeOf(given);
    const createdAt = toIso(time);
    const senderId =
        asText(given.senderId) ||
        asText(given.userId) ||
        asText(given.fromUserId) ||
        asText(sender.id) ||
        asText(sender._id) ||
        (entry.state === 'pending' || entry.state === 'failed' ? userId : '');
    const senderRole =
        asText(given.senderRole) ||
        asText(given.senderType) ||
        asText(given.fromRole) ||
        asText(sender.role);
    const object = {
        id: entry.id ?? (asText(given.id) || asText(given._id) || asText(given.messageId)),
        conversationId: asText(given.conversationId) || asText(given.threadId) || conversationId,
        text,
        senderId,
        senderRole,
        senderName: asText(given.senderName) || asText(sender.name),
        createdAt,
        state: entry.state ?? 'sent',
        clientMessageId: entry.clientMessageId ?? (asText(given.clientMessageId) || null),
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

/** A copy of the message with what the core has learnt since. */
export function patchMessage(message: MessageObject, entry: Entry): MessageObject {
    const patched = { ...message, id: entry.id };
    if (entry.state) patched.state = entry.state;
    if (entry.clientMessageId) patched.clientMessageId = entry.clientMessageId;
    return patched;
}

/** The unread count, given as a number or by user id. */
function unreadOf(value: unknown, userId: string): number {
    const count = isObject(value) ? value[userId] : value;
    return typeof count === 'number' && count > 0 ? count : 0;
}

/** Builds a conversation. `userId` selects the count if the server sends one per user. */
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
        id:
            entry.id ??
            (asText(given.id) ||
                asText(given._id) ||
                asText(given.conversationId) ||
                asText(given.threadId)),
        lastMessage: textOf(lastMessage || lastMessagePreview || lastMessageText),
        lastMessageTime: lastMessageTime || lastMessageAt || updatedAt || createdAt || null,
        unreadCount: entry.unreadCount ?? unreadOf(given.unreadCount ?? given.unread, userId),
    };
    return withNewest(withOthers(object, given) as ConversationObject, newest);
}

/** A copy of the conversation with what the core has learnt since. `newest`: its newest message. */
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
    const time = isObject(newest) && timeOf(newest);
    // Keep all the names that a page may read consistent.
    for (const name of previewNames) if (name in conversation) conversation[name] = text;
    for (const name of ['lastMessageTime', 'lastMessageAt']) {
        if (time && name in conversation) conversation[name] = time;
    }
    return conversation;
}
