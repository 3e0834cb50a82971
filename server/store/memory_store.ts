// A store that keeps nothing beyond the process: for tests and experiments.

import { newId } from '../ids.ts';
import { storableText } from '../text.ts';
import { checkNewConversation } from './new_conversation.ts';
import type {
    Change,
    Changes,
    Conversation,
    ConversationFilter,
    History,
    HistoryRequest,
    Message,
    NewConversation,
    NewMessage,
    Participant,
    ReadMark,
    Store,
} from './store.ts';

interface Thread extends Conversation {
    messages: Message[];
}

export function createMemoryStore(): Store {
    const memory = new Memory();
    return {
        createConversation: async (conversation) => memory.create(conversation),
        conversation: async (id) => memory.find(id),
        conversationsOf: async (userId, filter = {}) => memory.listOf(userId, filter),
        unreadOf: async (userId) => memory.unreadOf(userId),
        history: async (conversationId, request) => memory.history(conversationId, request),
        addMessage: async (message) => memory.add(message),
        markRead: async (conversationId, userId, messageId) =>
            memory.markRead(conversationId, userId, messageId),
        cursor: async () => memory.cursorAt(memory.lastNumber),
        changesSince: async (cursor, limit, userId) => memory.changesSince(cursor, limit, userId),
        close: async () => {},
    };
}

class Memory {
    lastNumber = 0;
    private readonly epoch = newId('mem');
    private readonly threads = new Map<string, Thread>();
    /** Key: sender and client id. */
    private readonly sends = new Map<string, Message>();
    /** The newest change of each thing, oldest first. */
    private readonly changes = new Map<string, { number: number; change: Change }>();

    create(given: NewConversation): Conversation {
        checkNewConversation(given);
        const id = given.id ?? newId('thd');
        if (this.threads.has(id)) throw new Error(`There is a conversation ${id} already`);
        const createdAt = given.createdAt ?? Date.now();
        const thread: Thread = {
            id,
            subject: given.subject,
            status: given.status ?? 'open',
            createdAt,
            activeAt: createdAt,
            lastSeq: 0,
            participants: given.participants
                .map((one): Participant => ({ profileId: null, ...one, lastReadSeq: 0, unread: 0 }))
                .sort((a, b) => order(a.role, b.role) || order(a.userId, b.userId)),
            lastMessage: null,
            messages: [],
        };
        this.threads.set(id, thread);
        this.record(id, { kind: 'conversation', conversationId: id });
        return copy(thread);
    }

    find(id: string): Conversation | null {
        const thread = this.threads.get(id);
        return thread ? copy(thread) : null;
    }

    listOf(userId: string, { ids, status, unreadOnly, limit }: ConversationFilter): Conversation[] {
        const wanted = [...this.threads.values()].filter((thread) => {
            const own = thread.participants.find((one) => one.userId === userId);
            if (!own || (unreadOnly && own.unread === 0)) return false;
            if (ids && !ids.includes(thread.id)) return false;
            return status === undefined || thread.status === status;
        });
        wanted.sort((a, b) => b.activeAt - a.activeAt || order(a.id, b.id));
        return wanted.slice(0, limit ?? 1000).map(copy);
    }

    unreadOf(userId: string): number {
        return this.listOf(userId, { limit: Number.POSITIVE_INFINITY })
            .flatMap(({ participants }) => participants)
            .filter((one) => one.userId === userId)
            .reduce((sum, { unread }) => sum + unread, 0);
    }

    history(conversationId: string, request: HistoryRequest): History {
        const all = this.threads.get(conversationId)?.messages ?? [];
        const find = (id: string | undefined) => all.find((message) => message.id === id);
        const [after, before] = [find(request.after), find(request.before)];
        const between = all.filter(
            ({ seq }) => seq > (after?.seq ?? 0) && seq < (before?.seq ?? all.length + 1),
        );
        const { limit } = request;
        return {
            messages: after ? between.slice(0, limit) : between.slice(-limit),
            hasMore: between.length > limit,
            ...(after && { after: after.id }),
            ...(before && { before: before.id }),
        };
    }

    add(given: NewMessage): { message: Message; stored: boolean } {
        const key = JSON.stringify([given.sender.id, given.clientMessageId]);
        const known = given.clientMessageId ? this.sends.get(key) : undefined;
        if (known) return { message: known, stored: false };
        const thread = this.threads.get(given.conversationId);
        if (!thread) throw new Error(`There is no conversation ${given.conversationId}`);
        const message: Message = {
            id: newId('msg'),
            conversationId: thread.id,
            seq: thread.lastSeq + 1,
            senderId: given.sender.id,
            senderRole: given.sender.role,
            senderName: given.sender.name,
            kind: 'text',
            text: storableText(given.text),
            extra: given.extra ?? {},
            clientMessageId: given.clientMessageId ?? null,
            createdAt: given.createdAt ?? Date.now(),
        };
        thread.messages.push(message);
        thread.lastSeq = message.seq;
        thread.lastMessage = message;
        thread.activeAt = message.createdAt;
        for (const one of thread.participants) if (one.userId !== message.senderId) one.unread += 1;
        if (given.clientMessageId) this.sends.set(key, message);
        this.record(message.id, { kind: 'message', conversationId: thread.id, message });
        return { message, stored: true };
    }

    markRead(conversationId: string, userId: string, messageId?: string): ReadMark | null {
        const thread = this.threads.get(conversationId);
        const target = messageId
            ? thread?.messages.find((message) => message.id === messageId)
            : thread?.lastMessage;
        if (!target && messageId !== undefined) return null;
        const mark = { conversationId, userId, messageId: target?.id ?? null, markedRead: 0 };
        const reader = thread?.participants.find((one) => one.userId === userId);
        if (!thread || !target || !reader || reader.lastReadSeq >= target.seq) return mark;
        const later = thread.messages.slice(target.seq);
        const unread = later.filter((message) => message.senderId !== userId).length;
        const markedRead = reader.unread - unread;
        reader.lastReadSeq = target.seq;
        reader.unread = unread;
        const change: Change = { kind: 'read', conversationId, userId, messageId: target.id };
        this.record(userId, change);
        return { ...mark, markedRead };
    }

    cursorAt(number: number): string {
        return `${this.epoch}.${number.toString(36)}`;
    }

    changesSince(cursor: string, limit: number, userId?: string): Changes | null {
        const [epoch, text = '', ...rest] = cursor.split('.');
        if (epoch !== this.epoch || rest.length > 0 || !/^[0-9a-z]{1,9}$/.test(text)) return null;
        const since = Number.parseInt(text, 36);
        if (since > this.lastNumber) return null;
        const later = [...this.changes.values()].filter(
            ({ number, change }) => number > since && this.concerns(change, userId),
        );
        const taken = later.slice(0, limit);
        const more = later.length > limit;
        const end = more ? (taken.at(-1)?.number ?? since) : this.lastNumber;
        const changes = taken.map(({ change }) => change);
        return { changes, cursor: this.cursorAt(end), more, pending: false };
    }

    private concerns({ conversationId }: Change, userId: string | undefined): boolean {
        if (userId === undefined) return true;
        const participants = this.threads.get(conversationId)?.participants ?? [];
        return participants.some((one) => one.userId === userId);
    }

    /** Replaces the previous change: a cursor before it is before the new one too. */
    private record(subject: string, change: Change): void {
        const key = JSON.stringify([change.conversationId, change.kind, subject]);
        this.lastNumber += 1;
        this.changes.delete(key);
        this.changes.set(key, { number: this.lastNumber, change });
    }
}

const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Callers get a copy, so that it does not change later. */
function copy({ messages: _messages, ...conversation }: Thread): Conversation {
    return { ...conversation, participants: conversation.participants.map((one) => ({ ...one })) };
}
