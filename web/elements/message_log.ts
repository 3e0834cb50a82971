/**
 * The messages of a conversation, in a scrolling element. At the bottom it stays at the bottom;
 * further up it keeps the reader's position, says how many new messages there are, and offers the
 * way back.
 */
import { element, on, replaceContent, setAttribute, setText } from '../dom/dom.ts';
import { icon } from '../dom/icons.ts';
import { keyedList, type View } from '../dom/keyed.ts';
import { addedAtEnd, holdTopRow, silencer } from '../dom/log.ts';
import type { MessageObject } from '../types.ts';
import { messageKey, type Row, rowKey, rowsOf } from './message_rows.ts';
import { dayView, type MessageActions, messageView } from './message_view.ts';
import { failure, notice, skeleton } from './notice.ts';
import type { Words } from './words.ts';

/** Distance from the end, less than a line, that still counts as the end. */
const slackPx = 24;

export interface MessageLogOptions extends MessageActions {
    words: Words;
    isOwn: (message: MessageObject) => boolean;
    /** Why a message failed, if it did. */
    reasonOf: (message: MessageObject) => string;
    /** Called when the reader has reached the end of the list. */
    reachedEnd: () => void;
    /** Called when the reader has reached the start. Resolves with whether there are more. */
    loadOlder: () => Promise<boolean>;
}

export interface MessageLog {
    readonly node: HTMLElement;
    readonly atEnd: boolean;
    update(messages: readonly MessageObject[]): void;
    fail(text: string, again: (() => void) | null): void;
    /** Shows the loading state again, as at first. */
    wait(): void;
    focus(): void;
    close(): void;
}

export function messageLog(options: MessageLogOptions): MessageLog {
    const { words } = options;
    const rows = element('div', { class: 'rows' });
    const log = element('div', {
        class: 'log',
        part: 'log',
        role: 'log',
        'aria-label': words.text('messages'),
        'aria-live': 'off',
        tabindex: '0',
    });
    const loading = element('div', { class: 'older', role: 'status', hidden: true });
    setText(loading, words.text('earlierMessages'));
    const jump = jumpButton(words);
    const node = element('div', { class: 'area' }, log, loading, jump.node);
    const patch = keyedList<Row>(rows, rowKey, (row) =>
        row.kind === 'day' ? dayView(words) : (messageView(words, options) as View<Row>),
    );
    let shown: ReadonlySet<string> = new Set();
    let loaded = false;
    let hasOlder = true;
    let stuck = true;
    /** The scroll position when last checked. */
    let top = 0;
    /** Hiding the element removes its layout, and with it the scroll position. */
    let isHidden = false;
    const silence = silencer(log);

    const stick = () => {
        log.scrollTop = log.scrollHeight;
        top = log.scrollTop;
    };
    const showJump = (added = 0) => {
        const below = log.scrollHeight - top - log.clientHeight;
        jump.show(stuck ? 0 : jump.count + added, !stuck && below > log.clientHeight);
    };
    const toEnd = () => {
        if (!isHidden) stick();
        stuck = true;
        showJump();
    };
    /** Scroll events come with the next frame; new messages may come before. */
    const look = () => {
        isHidden ||= log.clientHeight === 0;
        if (isHidden || log.scrollTop === top) return;
        top = log.scrollTop;
        stuck = log.scrollHeight - top - log.clientHeight <= slackPx;
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
    const scrolled = () => {
        look();
        if (isHidden) return;
        showJump();
        if (stuck) options.reachedEnd();
        else if (loaded && log.scrollTop < slackPx) void older();
    };
    const jumped = () => {
        toEnd();
        log.focus();
        options.reachedEnd();
    };
    const put = (content: HTMLElement) => {
        setAttribute(log, 'aria-busy', undefined);
        if (log.firstChild !== content) replaceContent(log, content);
    };
    const stops = [on(log, 'scroll', scrolled), on(jump.node, 'click', jumped)];
    const observer = new ResizeObserver(() => {
        look();
        if (log.clientHeight === 0) return;
        if (stuck) stick();
        else if (isHidden) log.scrollTop = top;
        isHidden = false;
    });
    observer.observe(log);
    observer.observe(rows);
    const wait = () => {
        setAttribute(log, 'aria-busy', 'true');
        replaceContent(log, skeleton(words.text('loading'), ['', 'own', '', 'own long', 'long']));
        shown = new Set();
        loaded = false;
    };
    wait();

    return {
        node,
        get atEnd() {
            return stuck;
        },
        update(messages) {
            const added = loaded ? addedAtEnd(messages, shown, messageKey) : [];
            const isOlder = added.length === 0 && messages.length !== shown.size;
            if (!loaded || isOlder) silence.hush();
            // The list may have lost its start: its window is full, or it was reloaded.
            const [oldest] = shown;
            if (!messages.some((one) => messageKey(one) === oldest)) hasOlder = true;
            look();
            const restore = stuck ? () => {} : holdTopRow(log, rows);
            patch(rowsOf(messages, options.isOwn, options.reasonOf));
            shown = new Set(messages.map(messageKey));
            put(messages.length > 0 ? rows : notice('bubbles', words.text('noMessages')));
            restore();
            if (!loaded || stuck || added.some(({ state }) => state === 'pending')) toEnd();
            else showJump(added.filter((one) => !options.isOwn(one)).length);
            loaded = true;
        },
        fail(text, again) {
            put(failure(text, words.text('tryAgain'), again));
        },
        wait,
        focus: () => log.focus(),
        close() {
            silence.close();
            observer.disconnect();
            for (const stop of stops) stop();
        },
    };
}

/** Jumps to the newest messages, from far up or if some arrived meanwhile. */
function jumpButton(words: Words) {
    const label = element('span');
    const node = element(
        'button',
        { class: 'jump', part: 'jump', type: 'button', hidden: true },
        label,
        icon('down'),
    );
    return {
        node,
        count: 0,
        show(count: number, isFar: boolean) {
            this.count = count;
            node.hidden = count === 0 && !isFar;
            setText(label, count ? words.count('newMessages', count) : words.text('newest'));
        },
    };
}
