/** The open conversation: a dialog with the messages, who is typing, and the composer. */

import { element, on, setText } from '../dom/dom.ts';
import { failures } from '../dom/failures.ts';
import { icon } from '../dom/icons.ts';
import { displayName, initials, tone } from '../dom/names.ts';
import messagingSystem, { type ErrorDetail } from '../messaging.ts';
import { composer } from './composer.ts';
import { connectionNote } from './connection_note.ts';
import { openDialog } from './dialog.ts';
import { messageList } from './message_list.ts';
import { type Conversation, type Message, type Side, textIn } from './model.ts';
import type { User } from './session.ts';
import { typingView } from './typing_view.ts';

export interface ConversationOptions {
    id: string;
    /** Null until the list has loaded; the title then is a placeholder. */
    conversation: Conversation | null;
    side: Side;
    user: User;
    returnFocus: () => HTMLElement | null;
    dismissed: () => void;
}

export interface OpenConversation {
    readonly id: string;
    close(): void;
}

export function openConversation(options: ConversationOptions): OpenConversation {
    const { id, side, user } = options;
    const title = displayName(options.conversation?.[side.otherName], side.otherLabel);
    let messages: readonly Message[] | null = null;
    let markedId = '';
    let unsubscribe = () => {};

    /** What is visible on the screen counts as read. */
    const markRead = () => {
        const newest = newestOfOthers(messages ?? [], user.id);
        if (!newest || newest.id === markedId) return;
        if (document.visibilityState !== 'visible' || !list.atEnd) return;
        markedId = newest.id;
        void messagingSystem.markMessagesAsRead(id, user.id);
    };
    const act = (action: (clientMessageId: string) => Promise<unknown>) => {
        return ({ clientMessageId }: Message) => {
            if (clientMessageId) failed.watch(clientMessageId, action(clientMessageId));
            writing.input.focus();
        };
    };
    const texts = { failed: 'Not sent', uncertain: 'It may not have been sent' };
    const failed = failures(texts, () => messages && list.update(messages));
    const list = messageList({
        userId: user.id,
        title,
        unread: options.conversation?.unreadCount ?? 0,
        reasonOf: failed.reasonOf,
        retry: act((clientMessageId) => messagingSystem.retry(clientMessageId)),
        discard: act((clientMessageId) => messagingSystem.discard(clientMessageId)),
        reachedEnd: markRead,
        loadOlder: () => messagingSystem.loadOlder(id),
    });
    const writing = composer({
        conversationId: id,
        title,
        typing: (isTyping) => messagingSystem.sendTypingStatus(id, isTyping),
        send: (text) =>
            failed.send((clientMessageId) =>
                messagingSystem.sendMessage(id, {
                    senderId: user.id,
                    senderType: side.role,
                    senderName: user.name,
                    message: text,
                    clientMessageId,
                }),
            ),
        // A refused message stays in the list, where it can be retried or discarded.
        isKept: (text) =>
            messages?.some((one) => one.state === 'failed' && one.text === text) ?? false,
    });
    const typing = typingView(id, user.id, title);
    const note = connectionNote();
    const close = element(
        'button',
        { class: 'modal-close', type: 'button', 'aria-label': 'Close' },
        icon('close'),
    );
    const subscribe = () => {
        unsubscribe();
        unsubscribe = messagingSystem.listenToMessages(id, (received) => {
            messages = received;
            writing.form.hidden = false;
            list.update(received);
            markRead();
        });
    };
    const stops = [
        on(close, 'click', options.dismissed),
        on(document, 'visibilitychange', markRead),
        failed.close,
        on<CustomEvent<ErrorDetail>>(window, 'messaging:error', ({ detail }) => {
            if (detail.conversationId !== id) return;
            // The next call of `markRead` tries again.
            if (detail.operation === 'read') markedId = '';
            if (detail.operation !== 'messages' || messages !== null) return;
            if (detail.status !== 403 && detail.status !== 404) {
                list.fail('', subscribe);
                return;
            }
            list.fail('It does not exist, or it is not yours.');
            top.avatar.remove();
            setText(top.title, 'Conversation not found');
            if (writing.form.contains(document.activeElement)) close.focus();
            writing.form.hidden = true;
        }),
    ];
    const top = header(title, textIn(options.conversation, 'subject'), close);
    const dialog = openDialog({
        labelledBy: 'conversationTitle',
        initialFocus: writing.input,
        returnFocus: options.returnFocus,
        dismissed: options.dismissed,
        content: [
            top.node,
            note.node,
            element('div', { class: 'message-area' }, ...list.nodes),
            typing.node,
            writing.form,
        ],
    });
    subscribe();

    return {
        id,
        close() {
            for (const stop of stops) stop();
            writing.close();
            typing.close();
            note.close();
            list.close();
            unsubscribe();
            dialog.close();
        },
    };
}

function header(name: string, subject: string, close: HTMLElement) {
    const avatar = element(
        'span',
        { class: `avatar ${tone(name)}`, 'aria-hidden': 'true' },
        initials(name),
    );
    const title = element(
        'h2',
        { id: 'conversationTitle', class: 'participant', dir: 'auto' },
        name,
    );
    const heading = element(
        'div',
        { class: 'modal-heading' },
        title,
        element('p', { class: 'modal-subject', dir: 'auto' }, subject),
    );
    return {
        node: element('div', { class: 'modal-header' }, avatar, heading, close),
        avatar,
        title,
    };
}

function newestOfOthers(messages: readonly Message[], userId: string): Message | undefined {
    return [...messages].reverse().find((message) => message.senderId !== userId);
}
