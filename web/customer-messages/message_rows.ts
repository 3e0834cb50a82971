/** From messages to rows: headings, and runs of messages from one person. */

import { element, setAttribute, setText } from '../dom/dom.ts';
import type { View } from '../dom/keyed.ts';
import { displayName } from '../dom/names.ts';
import { dayKey, dayLabel, parseDate } from './dates.ts';
import type { MessageRow } from './message_view.ts';
import type { Message } from './model.ts';

export type Row = MessageRow | { kind: 'day'; key: string; date: Date } | { kind: 'new' };

/** Messages from one person within this time form one run. */
const runMs = 5 * 60 * 1000;

export interface RowOptions {
    userId: string;
    title: string;
    /** Why an own message has failed. */
    reasonOf: (message: Message) => string;
}

export function rowKey(row: Row): string {
    if (row.kind === 'new') return 'new';
    return row.kind === 'day' ? `day ${row.key}` : messageKey(row.message);
}

/** A message keeps its client id, and so its element, when the server assigns an id. */
export function messageKey(message: Message): string {
    return message.clientMessageId || message.id;
}

/** Above the message with the key `firstNew` stands a heading that says so. */
export function rowsOf(messages: readonly Message[], options: RowOptions, firstNew = ''): Row[] {
    const { userId, title, reasonOf } = options;
    const rows: Row[] = [];
    let before: { message: Message; date: Date | null; row: MessageRow } | null = null;
    for (const message of messages) {
        if (!message || !messageKey(message)) continue;
        const date = parseDate(message.createdAt);
        const newDay = date !== null && (!before?.date || dayKey(before.date) !== dayKey(date));
        if (newDay) rows.push({ kind: 'day', key: dayKey(date), date });
        const isFirstNew = messageKey(message) === firstNew;
        if (isFirstNew) rows.push({ kind: 'new' });
        const follows =
            !newDay &&
            !isFirstNew &&
            before?.message.senderId === message.senderId &&
            Number(date) - Number(before.date) < runMs;
        if (before) before.row.last = !follows;
        const own = message.senderId === userId;
        const row: MessageRow = {
            kind: 'message',
            message,
            own,
            first: !follows,
            last: true,
            failure: own && message.state === 'failed' ? reasonOf(message) : '',
            named: !own && !follows && displayName(message.senderName, title) !== title,
        };
        rows.push(row);
        before = { message, date, row };
    }
    return rows;
}

export function headingView(): View<Row> {
    const label = element('span');
    const node = element('div', {}, label);
    return {
        node,
        update(row) {
            setAttribute(node, 'class', row.kind);
            setText(label, row.kind === 'day' ? dayLabel(row.date, new Date()) : 'New');
        },
    };
}
