/** One row of the conversation list: a link, so that it works by keyboard and in a new tab. */

import { element, hiddenText, setAttribute, setText } from '../dom/dom.ts';
import type { View } from '../dom/keyed.ts';
import { displayName, initials, tone } from '../dom/names.ts';
import messagingSystem from '../messaging.ts';
import { parseDate } from './dates.ts';
import { type Conversation, type Side, textIn } from './model.ts';
import { linkTo } from './route.ts';

const previewLength = 80;

/** A conversation and what the page adds to it. */
export interface Thread {
    conversation: Conversation;
    userId: string;
    draft: string;
    open: boolean;
}

export function threadItem(side: Side, first: Thread): View<Thread> {
    const { id } = first.conversation;
    const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' });
    const name = element('span', { class: 'thread-name participant', dir: 'auto' });
    const time = element('time', { class: 'thread-time timestamp' });
    const subject = element('span', { class: 'thread-subject', dir: 'auto' });
    const prefix = element('span', { class: 'thread-prefix' });
    // Separate from what precedes it, since its text direction may differ.
    const text = element('span', { class: 'thread-text', dir: 'auto' });
    const preview = element('span', { class: 'thread-preview' }, prefix, text);
    const count = element('span', { class: 'thread-count' });
    const badge = element('span', { class: 'badge' }, count, hiddenText(' unread'));
    const node = element(
        'a',
        {
            class: 'thread-item thread',
            href: linkTo(id),
            'data-conversation-id': id,
            'data-thread-id': id,
        },
        avatar,
        name,
        time,
        subject,
        preview,
    );
    return {
        node,
        update({ conversation, userId, draft, open }) {
            const other = displayName(conversation[side.otherName], side.otherLabel);
            setText(name, other);
            setText(avatar, initials(other));
            setAttribute(avatar, 'class', `avatar ${tone(other)}`);
            setText(subject, textIn(conversation, 'subject'));
            const date = parseDate(conversation.lastMessageTime);
            setText(time, date ? messagingSystem.formatTimestamp(date) : '');
            setAttribute(time, 'datetime', date?.toISOString());
            const sender = textIn(conversation, 'lastMessageSenderId');
            const written = shorten(draft);
            const before = written ? 'Draft' : sender === userId ? 'You' : '';
            setText(prefix, before && `${before}:\u00a0`);
            const none = sender ? 'Attachment' : 'No messages yet';
            setText(text, written || shorten(conversation.lastMessage) || none);
            const unread = conversation.unreadCount;
            setText(count, unread > 99 ? '99+' : String(unread));
            if (unread > 0) node.append(badge);
            else badge.remove();
            setAttribute(node, 'class', `thread-item thread${unread > 0 ? ' has-unread' : ''}`);
            setAttribute(preview, 'class', `thread-preview${written ? ' has-draft' : ''}`);
            setAttribute(node, 'aria-current', open ? 'true' : undefined);
            setAttribute(node, 'data-status', textIn(conversation, 'status') || 'active');
        },
    };
}

/** The first characters, never splitting a surrogate pair. */
function shorten(text: string): string {
    const letters = [
        ...text
            .slice(0, previewLength * 2)
            .replace(/\s+/g, ' ')
            .trim(),
    ];
    if (letters.length <= previewLength) return letters.join('');
    return `${letters.slice(0, previewLength).join('')}…`;
}
