/**
 * The objects that callbacks get, made from whatever a server calls things. Members that are not
 * named here stay as they are.
 */
import type { Entry } from '../bindings/protocol.ts';
import { isObject, type JsonObject } from './path.ts';
import { readTimestamp } from './timestamps.ts';
import type { ConversationObject, MessageObject } from './types.ts';

const textNames = ['text', 'message', 'content', 'body', 'value'];
const timeNames = ['createdAt', 'sentAt', 'timestamp', 'updatedAt', 'date'];
const previewNames = ['lastMessage', 'lastMessagePreview', 'lastMessageText'];
const previewTimeNames = ['lastMessageTime', 'lastMessageAt', 'updatedAt', 'createdAt'];
const idNames = ['id', '_id', 'messageId'];
const conversationIdNames = ['id', '_id', 'conversationId', 'threadId'];

/** The first member that is a text or a number, as text. */
function firstText(object: JsonObject, names: string[]): string {
    for (const name of names) {
        const value = object[name];
        if (typeof value === 'string' || typeof value === 'number') return String(value);
    }
    return '';
}

function firstPresent(object: JsonObject, names: string[]): unknown {
    for (const name of names) {
        const value = object[name];
        if (value !== undefined && value !== null && value !== '') return value;
    }
    return null;
}

function toIso(time: unknown): string {
    if (typeof time === 'string') return time;
    return readTimestamp(time)?.toISOString() ?? '';
}

function fillAbsent(object: JsonObject, names: string[], value: unknown): void {
    for (const name of names) object[name] ??= value;
}

/** The text of a message in whatever form it comes. */
export function textOf(source: unknown): string {
    if (isObject(source)) return firstText(source, textNames);
    return typeof source === 'string' || typeof source === 'number' ? String(source) : '';
}

/** A message of the page from what the server, or the page itself, said. */
export function toMessage(
    source: unknown,
    entry: Partial<Entry>,
    conversationId: string,
): MessageObject {
    const given = isObject(source) ? source : {};
    const object: JsonObject = { ...given };
    const sender = isObject(given.sender) ? given.sender : {};
    const time = firstPresent(given, timeNames);
    object.id = entry.id ?? firstText(given, idNames);
    object.conversationId = firstText(given, ['conversationId', 'threadId']) || conversationId;
    object.text = textOf(source);
    object.senderId =
        firstText(given, ['senderId', 'userId', 'fromUserId']) || firstText(sender, ['id', '_id']);
    object.senderRole =
        firstText(given, ['senderRole', 'senderType', 'fromRole']) || firstText(sender, ['role']);
    object.senderName = firstText(given, ['senderName']) || firstText(sender, ['name']);
    object.createdAt = toIso(time);
    object.state = entry.state ?? 'sent';
    object.clientMessageId =
        entry.clientMessageId ?? (firstText(given, ['clientMessageId']) || null);
    object.seq = typeof given.seq === 'number' ? given.seq : null;
    fillAbsent(object, ['message', 'content'], object.text);
    fillAbsent(object, ['senderType', 'fromRole'], object.senderRole);
    fillAbsent(object, ['fromUserId'], object.senderId);
    fillAbsent(object, ['timestamp', 'sentAt'], time ?? object.createdAt);
    return object as MessageObject;
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
    const object: JsonObject = { ...given };
    const preview = firstPresent(given, previewNames);
    object.id = entry.id ?? firstText(given, conversationIdNames);
    object.lastMessage = textOf(preview);
    object.lastMessageTime = firstPresent(given, previewTimeNames);
    object.unreadCount = entry.unreadCount ?? unreadOf(given.unreadCount ?? given.unread, userId);
    return withNewest(object as ConversationObject, newest);
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
    const time = isObject(newest) ? firstPresent(newest, timeNames) : null;
    // All names that a page may read must say the same.
    for (const name of previewNames) if (name in conversation) conversation[name] = text;
    for (const name of ['lastMessageTime', 'lastMessageAt']) {
        if (time !== null && name in conversation) conversation[name] = time;
    }
    return conversation;
}
