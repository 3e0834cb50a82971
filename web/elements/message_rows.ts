/** From messages to lines on the screen: days between them, and runs of one person's messages. */
import { readTimestamp } from '../timestamps.ts';
import type { MessageObject } from '../types.ts';

export interface MessageRow {
    kind: 'message';
    message: MessageObject;
    date: Date | null;
    own: boolean;
    /** It starts, or ends, a run of messages of one person. */
    first: boolean;
    last: boolean;
    /** It has failed, but may have arrived. */
    uncertain: boolean;
}

export type Row = MessageRow | { kind: 'day'; key: string; date: Date };

/** Messages of one person within this time form one block. */
const runMs = 5 * 60_000;

export function rowKey(row: Row): string {
    return row.kind === 'day' ? `day ${row.key}` : messageKey(row.message);
}

/** A message keeps its client id when the server gives it an id, and with it its element. */
export function messageKey(message: MessageObject): string {
    return message.clientMessageId || message.id;
}

export function rowsOf(
    messages: readonly MessageObject[],
    isOwn: (message: MessageObject) => boolean,
    isUncertain: (message: MessageObject) => boolean,
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
            uncertain: own && isUncertain(message),
        };
        rows.push(before);
    }
    return rows;
}
