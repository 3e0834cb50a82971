/** One message: text, time, and the delivery state of own messages. */

import { attachmentsView } from '../dom/attachments.ts';
import { element, hiddenText, setAttribute, setText } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';
import type { View } from '../dom/keyed.ts';
import { linked } from '../dom/links.ts';
import { displayName } from '../dom/names.ts';
import messagingSystem from '../messaging.ts';
import { clockTime, parseDate } from './dates.ts';
import type { Message } from './model.ts';

export interface MessageRow {
    kind: 'message';
    message: Message;
    own: boolean;
    /** Whether it starts, or ends, a run of messages from one person. */
    first: boolean;
    last: boolean;
    /** Whether to show the name above the bubble: it differs from the dialog's title. */
    named: boolean;
    /** Why it failed; empty if it did not. */
    failure: string;
}

export interface MessageActions {
    retry: (message: Message) => void;
    discard: (message: Message) => void;
}

type MessageState = Message['state'];

const opensNewTab = 'opens in a new tab';

const states: Record<MessageState, { icon: IconName; text: string }> = {
    pending: { icon: 'clock', text: 'Sending' },
    sent: { icon: 'check', text: 'Sent' },
    delivered: { icon: 'checks', text: 'Delivered' },
    read: { icon: 'checks', text: 'Read' },
    failed: { icon: 'alert', text: 'Not sent' },
};

export function messageView(actions: MessageActions): View<MessageRow> {
    const sender = element('span', { class: 'user-name' });
    const text = element('p', { class: 'message-text' });
    const files = attachmentsView({
        attachment: 'Attachment',
        opensNewTab,
    });
    const time = element('time', { class: 'timestamp message-time', dir: 'auto' });
    const status = element('span', { class: 'message-status' });
    const meta = element('span', { class: 'message-meta' }, time);
    const bubble = element('div', { class: 'bubble', dir: 'auto' }, text, files.node, meta);
    const node = element('div', {}, sender, bubble);
    let shown: MessageState | null = null;
    let bar: HTMLElement | null = null;
    let reason = '';
    let current: Message;
    let drawn: readonly unknown[] = [];

    const showState = (state: MessageState) => {
        if (state === shown) return;
        shown = state;
        status.replaceChildren(icon(states[state].icon), hiddenText(states[state].text));
        setAttribute(status, 'data-read', String(state === 'read'));
        if (!status.isConnected) meta.append(status);
    };
    const showFailure = (failure: string) => {
        if (failure === reason) return;
        reason = failure;
        bar?.remove();
        if (failure === '') return;
        bar = failureBar(failure, {
            retry: () => actions.retry(current),
            discard: () => actions.discard(current),
        });
        node.append(bar);
    };

    return {
        node,
        update({ message, own, first, last, named, failure }) {
            current = message;
            files.update(message.attachments);
            const { id, text: words, senderName, createdAt, state: progress } = message;
            const content = [id, words, senderName, createdAt, progress, own, first, last, named];
            showFailure(failure);
            if (content.every((value, index) => value === drawn[index])) return;
            drawn = content;
            const name = own ? 'You' : displayName(message.senderName, 'Unknown');
            const state = own ? stateOf(message) : null;
            setAttribute(node, 'class', classes({ message: true, own, first, last }));
            setAttribute(node, 'data-message-id', message.id || undefined);
            setAttribute(node, 'data-state', state ?? undefined);
            setAttribute(sender, 'class', named ? 'user-name' : 'user-name visually-hidden');
            setText(sender, `${name}: `);
            if (text.textContent !== words) text.replaceChildren(...linked(words, opensNewTab));
            const date = parseDate(message.createdAt);
            setText(time, date ? clockTime(date) : '');
            setAttribute(time, 'datetime', date?.toISOString());
            setAttribute(time, 'title', date ? messagingSystem.formatFullTimestamp(date) : '');
            if (state) showState(state);
        },
    };
}

/** With a state unknown to this page, the server at least has the message. */
function stateOf(message: Message): MessageState {
    return message.state in states ? message.state : 'sent';
}

function failureBar(text: string, run: { retry: () => void; discard: () => void }): HTMLElement {
    const button = (label: string, action: () => void) => {
        const node = element('button', { class: 'text-button', type: 'button' }, label);
        node.addEventListener('click', action);
        return node;
    };
    return element(
        'div',
        { class: 'message-failure' },
        element('span', { class: 'message-failure-text', role: 'alert' }, text),
        button('Retry', run.retry),
        button('Discard', run.discard),
    );
}

function classes(names: Record<string, boolean>): string {
    return Object.keys(names)
        .filter((name) => names[name])
        .join(' ');
}
