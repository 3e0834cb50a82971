/**
 * The messages of the open conversation, in a scrolling element. At the bottom it stays at the
 * bottom; further up it keeps the reader's position, says how many new messages there are, and
 * offers the way back.
 */

import { element, on, replaceContent, setText } from '../dom/dom.ts';
import { icon } from '../dom/icons.ts';
import { keyedList, type View } from '../dom/keyed.ts';
import { addedAtEnd, holdTopRow, silencer } from '../dom/log.ts';
import { headingView, messageKey, type Row, rowKey, rowsOf } from './message_rows.ts';
import { type MessageActions, messageView } from './message_view.ts';
import type { Message } from './model.ts';
import { notice, skeleton } from './notices.ts';

/** Distance from the end, less than a line, that still counts as the end. */
const slackPx = 24;

export interface MessageListOptions extends MessageActions {
    userId: string;
    /** The name in the dialog's title, which messages of that person do not repeat. */
    title: string;
    /** How many messages of others are unread at first. */
    unread: number;
    /** Why an own message has failed. */
    reasonOf: (message: Message) => string;
    /** Called when the reader has reached the end of the list. */
    reachedEnd: () => void;
    /** Called when the reader has reached the start. Resolves with whether there are more. */
    loadOlder: () => Promise<boolean>;
}

export interface MessageList {
    readonly nodes: HTMLElement[];
    readonly atEnd: boolean;
    update(messages: readonly Message[]): void;
    /** Without `tryAgain`, retrying is of no use. */
    fail(reason: string, tryAgain?: () => void): void;
    close(): void;
}

export function messageList(options: MessageListOptions): MessageList {
    const rows = element('div', { class: 'message-rows' });
    const log = element('div', {
        id: 'conversationMessages',
        class: 'messages chat-messages message-list',
        role: 'log',
        'aria-label': 'Messages',
        'aria-live': 'off',
        'aria-relevant': 'additions',
        'aria-busy': 'true',
        tabindex: '0',
    });
    const label = element('span');
    const jump = element(
        'button',
        { class: 'new-messages', type: 'button', hidden: true },
        label,
        icon('down'),
    );
    const loading = element(
        'div',
        { class: 'loading-older', role: 'status', hidden: true },
        'Loading earlier messages…',
    );
    const patch = keyedList<Row>(rows, rowKey, (row) =>
        row.kind === 'message' ? (messageView(options) as View<Row>) : headingView(),
    );
    let shown: ReadonlySet<string> = new Set();
    let loaded = false;
    let hasOlder = true;
    let oldest = '';
    let unseen = 0;
    let firstNew = '';
    let stuck = true;
    /** The scroll position when last checked. */
    let top = 0;
    /** The size of the log when last followed. */
    let size = '';

    const silence = silencer(log);

    const firstUnread = (ofOthers: readonly Message[]) => {
        const first = options.unread > 0 && ofOthers[ofOthers.length - options.unread];
        return first ? messageKey(first) : '';
    };
    const showJump = () => {
        const isFar = log.scrollHeight - top - log.clientHeight > log.clientHeight;
        jump.hidden = stuck || (unseen === 0 && !isFar);
        if (unseen === 0) setText(label, 'Newest messages');
        else setText(label, unseen === 1 ? '1 new message' : `${unseen} new messages`);
    };
    const stick = () => {
        log.scrollTop = log.scrollHeight;
        top = log.scrollTop;
    };
    const sizeNow = () => `${log.clientWidth} ${log.clientHeight}`;
    /**
     * Scroll events come with the next frame; new messages may come before. After a change of size
     * it was the browser that scrolled, not the reader.
     */
    const look = () => {
        if (log.scrollTop === top || sizeNow() !== size) return;
        top = log.scrollTop;
        stuck = log.scrollHeight - top - log.clientHeight <= slackPx;
    };
    const toEnd = () => {
        stick();
        stuck = true;
        unseen = 0;
        showJump();
    };
    const scrolled = () => {
        look();
        if (stuck) unseen = 0;
        showJump();
        if (stuck) {
            options.reachedEnd();
        } else if (loaded && log.scrollTop < slackPx) {
            void older();
        }
    };
    const older = async () => {
        if (!hasOlder || !loading.hidden) return;
        loading.hidden = false;
        try {
            hasOlder = await options.loadOlder();
        } catch {
            // The next scroll to the top tries again.
        } finally {
            loading.hidden = true;
        }
    };
    const jumped = () => {
        toEnd();
        log.focus();
        options.reachedEnd();
    };
    const stops = [on(log, 'scroll', scrolled), on(jump, 'click', jumped)];
    const observer = new ResizeObserver(() => {
        look();
        if (stuck) stick();
        size = sizeNow();
    });
    observer.observe(log);
    observer.observe(rows);
    log.append(skeleton('messages'));

    return {
        nodes: [log, loading, jump],
        get atEnd() {
            return stuck;
        },
        update(messages) {
            const added = loaded ? addedAtEnd(messages, shown, messageKey) : [];
            const isOlder = added.length === 0 && messages.length !== shown.size;
            if (!loaded || isOlder) silence.hush();
            look();
            const restore = stuck ? () => {} : holdTopRow(log, rows);
            if (!loaded) firstNew = firstUnread(messages.filter(isFromOthers(options.userId)));
            patch(rowsOf(messages, options, firstNew));
            shown = new Set(messages.map(messageKey));
            // A new core starts with the newest messages, so older ones can be loaded again.
            if (!shown.has(oldest)) hasOlder = true;
            [oldest = ''] = shown;
            if (messages.length === 0) replaceContent(log, emptyNotice());
            else if (log.firstChild !== rows) replaceContent(log, rows);
            restore();
            unseen += added.filter(isFromOthers(options.userId)).length;
            if (!loaded || stuck || added.some((message) => message.state === 'pending')) toEnd();
            else showJump();
            loaded = true;
            log.removeAttribute('aria-busy');
        },
        fail(reason, tryAgain) {
            log.removeAttribute('aria-busy');
            replaceContent(
                log,
                notice({
                    icon: 'alert',
                    title: 'Unable to load this conversation',
                    text: reason,
                    ...(tryAgain && { action: { label: 'Try again', run: tryAgain } }),
                    alert: true,
                }),
            );
        },
        close() {
            silence.close();
            observer.disconnect();
            for (const stop of stops) stop();
        },
    };
}

const isFromOthers = (userId: string) => (message: Message) => message.senderId !== userId;

function emptyNotice(): HTMLElement {
    return notice({ icon: 'bubbles', title: 'No messages yet', text: 'Write the first one.' });
}
