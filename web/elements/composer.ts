/**
 * The message composer. Its text is kept as a draft until it has been handed over, and is restored
 * if that fails.
 */
import { element, on, setText } from '../dom/dom.ts';
import { followDraft } from '../dom/draft.ts';
import { onEnter } from '../dom/enter.ts';
import { icon } from '../dom/icons.ts';
import type { Place } from './element.ts';
import type { Words } from './words.ts';

/** After this long without a keystroke the writer has stopped typing. */
const typingIdleMs = 2000;
/** The limit of the reference server. */
const lengthMax = 10_000;

export interface ComposerOptions extends Pick<Place, 'system' | 'words' | 'conversationId'> {
    send: (text: string) => Promise<unknown>;
    /** Whether a text that failed is still shown in the list of messages. */
    isKept: (text: string) => boolean;
}

export interface Composer {
    readonly form: HTMLFormElement;
    readonly input: HTMLTextAreaElement;
    /** Restores the draft once the user is known; what was typed meanwhile becomes the draft. */
    restore(): void;
    /** Empties the box: its text is another user's. */
    empty(): void;
    close(): void;
}

export function composer(options: ComposerOptions): Composer {
    const { system, words, conversationId } = options;
    const { form, input, write } = composerNodes(words);
    const typing = typingSignal((isTyping) => system.sendTypingStatus(conversationId, isTyping));
    let closed = false;

    /** Puts a rejected text back into the box, above what has been typed since. */
    const giveBack = (text: string) => {
        const since = closed ? system.draft(conversationId) : input.value;
        const both = since === '' ? text : `${text}\n${since}`;
        system.setDraft(conversationId, both);
        if (!closed) write(both);
    };
    const submit = () => {
        const text = input.value.trim();
        input.focus();
        if (text === '' || text.length > lengthMax) return;
        write('');
        system.setDraft(conversationId, '');
        typing.stop();
        options.send(text).catch((error: { code?: string }) => {
            // Signing out leaves nothing behind.
            if (error.code === 'discarded' || error.code === 'signed_out') return;
            // The list is updated within this task, and decides whether it keeps the text.
            setTimeout(() => options.isKept(text) || giveBack(text), 0);
        });
    };
    const stops = [
        on(form, 'submit', (event) => {
            event.preventDefault();
            submit();
        }),
        onEnter(input, submit),
        on(input, 'input', () => {
            write(input.value);
            system.setDraft(conversationId, input.value);
            if (input.value.trim() === '') typing.stop();
            else typing.start();
        }),
        on(input, 'blur', typing.stop),
        followDraft(conversationId, input, write),
    ];
    write(system.draft(conversationId));
    return {
        form,
        input,
        restore() {
            if (input.value === '') write(system.draft(conversationId));
            else system.setDraft(conversationId, input.value);
        },
        empty: () => write(''),
        close() {
            closed = true;
            typing.stop();
            for (const stop of stops) stop();
        },
    };
}

function composerNodes(words: Words) {
    const label = words.text('writeMessage');
    const input = element('textarea', {
        class: 'input',
        part: 'input',
        rows: '1',
        placeholder: label,
        'aria-label': label,
        autocomplete: 'off',
        dir: 'auto',
    });
    // Grows the box without inline styles: the same text lies behind it.
    const copy = element('span', { class: 'input copy', 'aria-hidden': 'true' });
    const button = element(
        'button',
        { class: 'send', part: 'send', type: 'submit' },
        icon('send'),
        element('span', {}, words.text('send')),
    );
    const box = element('span', { class: 'box' }, copy, input);
    const excess = element('p', { class: 'excess', role: 'status' });
    const form = element('form', { class: 'composer', part: 'composer' }, excess, box, button);
    const write = (text: string) => {
        if (input.value !== text) input.value = text;
        setText(copy, `${text} `);
        // `maxlength` would cut pasted text silently.
        setText(excess, excessOf(text.trim(), words));
    };
    return { form, input, write };
}

function excessOf({ length }: string, words: Words): string {
    if (length <= lengthMax) return '';
    return words.text('tooLong', 'n', `${words.number(length)} / ${words.number(lengthMax)}`);
}

/** The system throttles "true"; this decides when typing ends. */
function typingSignal(send: (isTyping: boolean) => void): { start(): void; stop(): void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
        if (timer === undefined) return;
        clearTimeout(timer);
        timer = undefined;
        send(false);
    };
    return {
        start() {
            clearTimeout(timer);
            timer = setTimeout(stop, typingIdleMs);
            send(true);
        },
        stop,
    };
}
