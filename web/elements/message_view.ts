/** One message: author, text, attachments, time and delivery state. */
import { attachmentsView } from '../dom/attachments.ts';
import { element, setAttribute, setText } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';
import type { View } from '../dom/keyed.ts';
import { linked } from '../dom/links.ts';
import { displayName } from '../dom/names.ts';
import type { MessageObject } from '../types.ts';
import type { MessageRow, Row } from './message_rows.ts';
import { button } from './notice.ts';
import type { Words } from './words.ts';

type MessageState = MessageObject['state'];

const icons: Record<MessageState, IconName> = {
    pending: 'clock',
    sent: 'check',
    delivered: 'checks',
    read: 'checks',
    failed: 'alert',
};

export interface MessageActions {
    retry: (message: MessageObject) => void;
    discard: (message: MessageObject) => void;
}

export function dayView(words: Words): View<Row> {
    const label = element('span', { class: 'day-label' });
    const node = element('div', { class: 'day', part: 'day' }, label);
    return {
        node,
        update(row) {
            if (row.kind === 'day') setText(label, words.day(row.date));
        },
    };
}

export function messageView(words: Words, actions: MessageActions): View<MessageRow> {
    const sender = element('span', { class: 'sender', dir: 'auto' });
    const text = element('p', { class: 'text', part: 'text', dir: 'auto' });
    const opensNewTab = words.text('opensNewTab');
    const files = attachmentsView({ attachment: words.text('attachment'), opensNewTab });
    const time = element('time', { part: 'time' });
    const status = element('span', { class: 'state', part: 'state' });
    const meta = element('span', { class: 'meta' }, time);
    const bubble = element('div', { class: 'bubble' }, text, files.node, meta);
    const node = element('div', {}, sender, bubble);
    let current: MessageObject;
    let drawn: readonly unknown[] = [];
    let bar: HTMLElement | null = null;

    const showState = (state: MessageState, reason: string) => {
        const label = element('span', { class: 'visually-hidden' }, words.text(state));
        status.replaceChildren(icon(icons[state]), label);
        if (!status.isConnected) meta.append(status);
        bar?.remove();
        if (state !== 'failed') return;
        bar = element(
            'div',
            { class: 'failure', part: 'failure' },
            element('span', {}, reason),
            // Wrapped in a span, so that both move to the next line together.
            element(
                'span',
                {},
                button('retry', words.text('retry'), () => actions.retry(current)),
                button('discard', words.text('discard'), () => actions.discard(current)),
            ),
        );
        node.append(bar);
    };

    return {
        node,
        update(row) {
            const { message, date, own, first, last, reason } = row;
            const { id, text: body, senderName, createdAt, state } = message;
            const content = [id, body, senderName, createdAt, state, own, first, last, reason];
            current = message;
            files.update(message.attachments);
            if (content.every((value, index) => value === drawn[index])) return;
            drawn = content;
            const side = own ? 'own' : 'other';
            const ends = `${first ? ' first' : ''}${last ? ' last' : ''}`;
            setAttribute(node, 'class', `message ${side}${ends}`);
            setAttribute(node, 'part', `message message-${side}`);
            setAttribute(node, 'data-message-id', id || undefined);
            setAttribute(node, 'data-state', own && state);
            const name = own ? words.text('you') : displayName(senderName, words.text('somebody'));
            setText(sender, name);
            setAttribute(sender, 'class', own || !first ? 'visually-hidden' : 'sender');
            if (text.textContent !== body) text.replaceChildren(...linked(body, opensNewTab));
            text.hidden = body === '';
            setText(time, date ? words.clock(date) : '');
            setAttribute(time, 'datetime', date?.toISOString());
            setAttribute(time, 'title', date ? words.full(date) : undefined);
            if (own) showState(state in icons ? state : 'sent', reason);
        },
    };
}
