// Records as clients see them: canonical names, and the aliases that older pages read. Views never
// contain addresses, phone numbers or tokens.

import { previewLength } from './contract.ts';
import type { Conversation, Message, Participant } from './store/store.ts';

export interface ReadPosition {
    conversationId: string;
    userId: string;
    messageId: string;
}

const messageFields = [
    ...['id', 'conversationId', 'threadId', 'clientMessageId', 'seq', 'kind', 'text', 'message'],
    ...['content', 'senderId', 'fromUserId', 'senderType', 'senderRole', 'fromRole', 'senderName'],
    ...['createdAt', 'sentAt', 'timestamp', 'readBy', 'attachments'],
];
/** Names that a lenient client might take for one of the above. */
const mistakable = ['_id', 'body', 'value', 'userId', 'sender', 'date', 'updatedAt', 'state'];
const dangerous = ['__proto__', 'constructor', 'prototype', 'toJSON', '_csrf'];

/** Fields of a body that are not stored as given: the server sets or validates them. */
export const reservedFields: ReadonlySet<string> = new Set([
    ...messageFields,
    ...mistakable,
    ...dangerous,
]);

export function messageView(message: Message, participants: readonly Participant[]) {
    const time = new Date(message.createdAt).toISOString();
    return {
        ...message.extra,
        id: message.id,
        conversationId: message.conversationId,
        threadId: message.conversationId,
        clientMessageId: message.clientMessageId,
        seq: message.seq,
        kind: message.kind,
        text: message.text,
        message: message.text,
        content: message.text,
        senderId: message.senderId,
        fromUserId: message.senderId,
        senderType: message.senderRole,
        senderRole: message.senderRole,
        fromRole: message.senderRole,
        senderName: message.senderName,
        createdAt: time,
        sentAt: time,
        timestamp: time,
        readBy: readersOf(message, participants),
        attachments: attachmentsOf(message),
    };
}

/** Always an array: the application may have stored something no route has validated. */
function attachmentsOf({ extra: { attachments } }: Message): unknown[] {
    return Array.isArray(attachments) ? attachments : [];
}

function readersOf(message: Message, participants: readonly Participant[]): string[] {
    const others = participants
        .filter((one) => one.userId !== message.senderId && one.lastReadSeq >= message.seq)
        .map((one) => one.userId);
    return [message.senderId, ...others];
}

/** A conversation as one user sees it, with that user's unread count. */
export function conversationView(conversation: Conversation, userId: string) {
    const last = conversation.lastMessage;
    const preview = last ? shorten(last.text) : '';
    return {
        id: conversation.id,
        subject: conversation.subject,
        status: conversation.status,
        supplierName: nameOf(conversation, 'supplier'),
        customerName: nameOf(conversation, 'customer'),
        lastMessage: preview,
        lastMessagePreview: preview,
        lastMessageTime: new Date(conversation.activeAt).toISOString(),
        lastMessageId: last?.id ?? null,
        lastMessageSenderId: last?.senderId ?? null,
        seq: conversation.lastSeq,
        unreadCount: unreadOf(conversation, userId),
        participants: conversation.participants.map((one) => ({
            id: one.userId,
            profileId: one.profileId,
            name: one.name,
            role: one.role,
        })),
        createdAt: new Date(conversation.createdAt).toISOString(),
    };
}

/** How far a user has read: everything up to this message. */
export function readView({ conversationId, userId, messageId }: ReadPosition) {
    return { conversationId, userId, messageId };
}

/** The older format of a conversation, with the unread count keyed by user id. */
export function threadView(conversation: Conversation, userId: string) {
    const customer = conversation.participants.find((one) => one.role === 'customer');
    const supplier = conversation.participants.find((one) => one.role === 'supplier');
    const view = conversationView(conversation, userId);
    return {
        id: view.id,
        customerId: customer?.userId ?? null,
        customerName: view.customerName,
        supplierId: supplier?.profileId ?? supplier?.userId ?? null,
        supplierName: view.supplierName,
        subject: view.subject,
        status: view.status,
        lastMessageAt: view.lastMessageTime,
        lastMessagePreview: view.lastMessagePreview,
        unreadCount: { [userId]: view.unreadCount },
        createdAt: view.createdAt,
        updatedAt: view.lastMessageTime,
    };
}

function unreadOf(conversation: Conversation, userId: string): number {
    return conversation.participants.find((one) => one.userId === userId)?.unread ?? 0;
}

function nameOf(conversation: Conversation, role: string): string {
    const names = conversation.participants.filter((one) => one.role === role);
    return names.map((one) => one.name).join(', ');
}

/** Cuts between characters, never within one. */
function shorten(text: string): string {
    const characters = [...text.slice(0, previewLength * 2)];
    if (characters.length <= previewLength && text.length <= previewLength * 2) return text;
    return `${characters.slice(0, previewLength - 1).join('')}…`;
}
