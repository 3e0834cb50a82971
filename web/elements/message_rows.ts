/** From messages to rows: day headings, and runs of messages from one person. */
import { readTimestamp } from '../timestamps.ts';
import type { MessageObject } from '../types.ts';

export interface MessageRow {
    kind: 'message';
    message: MessageObject;
    date: Date | null;
    own: boolean;
    /** Whether it starts, or ends, a run of messages from one person. */
    first: boolean;
    last: boolean;
    /** Why it failed, if it did. */
    reason: string;
}

export type Row = MessageRow | { kind: 'day'; key: string; date: Date };

/** Messages from one person within this time form one run. */
const runMs = 5 * 60_000;

export function rowKey(row: Row): string {
    return row.kind === 'day' ? `day ${row.key}` : messageKey(row.message);
}

/** A message keeps its client id, and so its element, when the server assigns an id. */
export function messageKey(message: MessageObject): string {
    return message.clientMessageId || message.id;
}

export function rowsOf(
    messages: readonly MessageObject[],
    isOwn: (message: MessageObject) => boolean,
    reasonOf: (message: MessageObject) => string,
): Row[] {
    const rows: Row[] = [];
    let before = null as MessageRow | null;
    for (const message of messages) {
        if (!messageKey(message)) continue;
        const date = readTimestamp(message.createdAt);
        const isNewDay: boolean =
            date !== null && before?.date?.toDateString() !== date.toDateString();
        if (date && isNewDay) rows.push({ kind: 'day', key: date.toDateString(), date });
        const follows =
            !isNewDay &&
            before?.message.senderId === message.senderId &&
            Number(date) - Number(before.date) < runMs;
        if (before) before.last = !follows;
        const own = isOwn(message);
        before = {
            kind: 'message',
            message,
            date,
            own,
            first: !follows,
            last: true,
            reason: reasonOf(message),
        };
        rows.push(before);
    }
    return rows;
}
