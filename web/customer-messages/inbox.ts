/** The list of conversations: loading, empty, failed, or filled and kept up to date. */

import { element, on, replaceContent, setAttribute } from '../dom/dom.ts';
import { keyedList } from '../dom/keyed.ts';
import messagingSystem, { type ErrorDetail } from '../messaging.ts';
import type { Conversation, Side } from './model.ts';
import { notice, skeleton } from './notices.ts';
import type { User } from './session.ts';
import { type Thread, threadItem } from './thread_item.ts';

/** How often times such as "5m ago" are redrawn. */
const refreshTimesMs = 30_000;

export interface InboxOptions {
    container: HTMLElement;
    side: Side;
    user: User;
    open: (conversationId: string) => void;
    /** Called after a new list has arrived. */
    changed: () => void;
}

export interface Inbox {
    find(conversationId: string): Conversation | null;
    /** The link of a conversation, else of the first one, to move the focus to. */
    itemOf(conversationId: string): HTMLElement | null;
    /** Marks the open conversation, and updates the drafts shown. */
    setOpen(conversationId: string | null): void;
    close(): void;
}

export function openInbox({ container, side, user, open, changed }: InboxOptions): Inbox {
    let conversations: Conversation[] | null = null;
    let openId: string | null = null;
    let unsubscribe = () => {};

    const list = element('nav', { class: 'thread-list', 'aria-label': 'Conversations' });
    const patch = keyedList<Thread>(
        list,
        (thread) => thread.conversation.id,
        (thread) => threadItem(side, thread),
    );
    const show = (content: HTMLElement, busy = false) => {
        setAttribute(container, 'aria-busy', busy ? 'true' : undefined);
        if (container.firstChild !== content) replaceContent(container, content);
    };
    const render = () => {
        if (conversations === null) return;
        if (conversations.length === 0) {
            show(notice({ icon: 'bubbles', title: 'No messages yet', text: side.emptyText }));
            return;
        }
        patch(
            conversations.map((conversation) => ({
                conversation,
                userId: user.id,
                draft: conversation.id === openId ? '' : messagingSystem.draft(conversation.id),
                open: conversation.id === openId,
            })),
        );
        show(list);
    };
    const subscribe = () => {
        show(skeleton('threads'), true);
        unsubscribe();
        unsubscribe = messagingSystem.listenToUserConversations(user.id, side.role, (received) => {
            conversations = received.filter((conversation) => conversation.id !== '');
            render();
            changed();
        });
    };
    const stops = [
        on<MouseEvent>(list, 'click', (event) => {
            const item = (event.target as Element).closest<HTMLElement>('.thread-item');
            const id = item?.dataset.conversationId;
            if (!id || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            open(id);
        }),
        on<CustomEvent<ErrorDetail>>(window, 'messaging:error', ({ detail }) => {
            const concerned = ['conversations', 'core'].includes(detail.operation);
            if (conversations !== null || !concerned) return;
            show(
                notice({
                    icon: 'alert',
                    title: 'Unable to load messages',
                    text: troubleOf(detail.status),
                    action: { label: 'Try again', run: subscribe },
                    alert: true,
                }),
            );
        }),
    ];
    const timer = setInterval(() => {
        if (document.visibilityState === 'visible') render();
    }, refreshTimesMs);
    subscribe();

    return {
        find: (id) => conversations?.find((entry) => entry.id === id) ?? null,
        itemOf(id) {
            const items = [...list.querySelectorAll<HTMLElement>('.thread-item')];
            return items.find((item) => item.dataset.conversationId === id) ?? items[0] ?? null;
        },
        setOpen(id) {
            openId = id;
            render();
        },
        close() {
            clearInterval(timer);
            unsubscribe();
            for (const stop of stops) stop();
        },
    };
}

function troubleOf(status: number | null): string {
    return (status ?? 0) >= 500
        ? 'Something went wrong on our side. We keep trying.'
        : 'Please check your connection. We keep trying.';
}
