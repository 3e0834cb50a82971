/** One row of the inbox: a button with name, preview, time and unread count. */
import { element, setAttribute, setText } from '../dom/dom.ts';
import type { View } from '../dom/keyed.ts';
import { displayName, initials, tone } from '../dom/names.ts';
import type { Identity } from '../identity.ts';
import { readTimestamp } from '../timestamps.ts';
import type { ConversationObject } from '../types.ts';
import type { Words } from './words.ts';

const previewLength = 80;
/** Higher counts are shown as `99+`. */
const unreadShownMax = 99;

export interface InboxEntry {
    conversation: ConversationObject;
    identity: Identity;
    draft: string;
    selected: boolean;
}

export function inboxItem(
    words: Words,
    choose: (conversation: ConversationObject) => void,
): View<InboxEntry> {
    const avatar = element('span', { 'aria-hidden': 'true' });
    const name = element('span', { class: 'inbox-name', part: 'name', dir: 'auto' });
    const time = element('time', { class: 'inbox-time', part: 'time' });
    const subject = element('span', { class: 'inbox-subject', part: 'subject', dir: 'auto' });
    const prefix = element('span', { class: 'inbox-prefix' });
    // Separate from what precedes it, since its text direction may differ.
    const text = element('span', { class: 'inbox-text', dir: 'auto' });
    const preview = element('span', { class: 'inbox-preview', part: 'preview' }, prefix, text);
    const count = element('span', { 'aria-hidden': 'true' });
    const spoken = element('span', { class: 'visually-hidden' });
    const badge = element('span', { class: 'badge', part: 'unread' }, count, spoken);
    const button = element('button', { type: 'button', class: 'inbox-item', part: 'item' });
    button.append(avatar, name, time, subject, preview, badge);
    const node = element('li', {}, button);
    let current: ConversationObject;
    button.addEventListener('click', () => choose(current));
    return {
        node,
        update({ conversation, identity, draft, selected }) {
            current = conversation;
            const other = nameOf(conversation, identity.role, words);
            setText(name, other);
            setText(avatar, initials(other));
            setAttribute(avatar, 'class', `avatar ${tone(other)}`);
            setText(subject, textIn(conversation, 'subject'));
            const date = readTimestamp(conversation.lastMessageTime);
            setText(time, date ? words.brief(date) : '');
            setAttribute(time, 'datetime', date?.toISOString());
            setAttribute(time, 'title', date ? words.full(date) : undefined);
            const last = shorten(conversation.lastMessage);
            const sender = textIn(conversation, 'lastMessageSenderId');
            const isOwn = sender !== '' && sender === identity.userId;
            const before = draft ? words.text('draft') : isOwn ? words.text('you') : '';
            setText(prefix, before && `${before}:\u00a0`);
            setText(
                text,
                shorten(draft) || last || words.text(sender ? 'attachment' : 'noMessages'),
            );
            setAttribute(preview, 'data-draft', draft !== '');
            const unread = conversation.unreadCount;
            const shown = words.number(Math.min(unread, unreadShownMax));
            setText(count, unread > unreadShownMax ? `${shown}+` : shown);
            setText(spoken, words.count('unread', unread));
            badge.hidden = unread === 0;
            setAttribute(button, 'data-conversation-id', conversation.id);
            setAttribute(button, 'data-unread', unread > 0);
            setAttribute(button, 'aria-current', selected && 'true');
        },
    };
}

function textIn(conversation: ConversationObject, field: string): string {
    const value = conversation[field];
    return typeof value === 'string' ? value : '';
}

/** The other party, seen from this user's side; else whatever names the conversation. */
function nameOf(conversation: ConversationObject, role: string, words: Words): string {
    const side = role === 'supplier' ? 'customerName' : 'supplierName';
    for (const field of [side, 'name', 'title', 'subject']) {
        const name = displayName(conversation[field], '');
        if (name) return name;
    }
    return words.text('somebody');
}

/** The first characters, never splitting a surrogate pair. */
function shorten(text: string): string {
    const line = text
        .slice(0, previewLength * 2)
        .replace(/\s+/g, ' ')
        .trim();
    const letters = [...line];
    return letters.length > previewLength ? `${letters.slice(0, previewLength).join('')}…` : line;
}
