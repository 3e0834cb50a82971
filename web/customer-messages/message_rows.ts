/** From messages to rows: day headings, and runs of messages from one person. */

import { element, setText } from '../dom/dom.ts';
import type { View } from '../dom/keyed.ts';
import { displayName } from '../dom/names.ts';
import { dayKey, dayLabel, parseDate } from './dates.ts';
import type { MessageRow } from './message_view.ts';
import type { Message } from './model.ts';

export type Row = MessageRow | { kind: 'day'; key: string; date: Date };

/** Messages from one person within this time form one run. */
const runMs = 5 * 60 * 1000;

export interface RowOptions {
    userId: string;
    title: string;
    isUncertain: (message: Message) => boolean;
}

export function rowKey(row: Row): string {
    return row.kind === 'day' ? `day ${row.key}` : messageKey(row.message);
}

/** A message keeps its client id, and so its element, when the server assigns an id. */
export function messageKey(message: Message): string {
    return message.clientMessageId || message.id;
}

export function rowsOf(messages: readonly Message[], options: RowOptions): Row[] {
    const { userId, title, isUncertain } = options;
    const rows: Row[] = [];
    let before: { message: Message; date: Date | null; row: MessageRow } | null = null;
    for (const message of messages) {
        if (!message || !messageKey(message)) continue;
        const date = parseDate(message.createdAt);
        const newDay = date !== null && (!before?.date || dayKey(before.date) !== dayKey(date));
        if (newDay) rows.push({ kind: 'day', key: dayKey(date), date });
        const follows =
            !newDay &&
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
            uncertain: own && isUncertain(message),
            named: !own && !follows && displayName(message.senderName, title) !== title,
        };
        rows.push(row);
        before = { message, date, row };
    }
    return rows;
}

export function dayView(): View<Row> {
    const label = element('span');
    const node = element('div', { class: 'day' }, label);
    return {
        node,
        update(row) {
            if (row.kind === 'day') setText(label, dayLabel(row.date, new Date()));
        },
    };
}
