/**
 * The message composer. Its text is kept as a draft until it has been handed over, and is restored
 * if that fails.
 */

import { element, on, setAttribute, setText } from '../dom/dom.ts';
import { followDraft } from '../dom/draft.ts';
import { onEnter } from '../dom/enter.ts';
import { icon } from '../dom/icons.ts';
import messagingSystem, { MessagingError } from '../messaging.ts';

/** After this long without a keystroke the writer has stopped typing. */
const typingIdleMs = 2000;

/** The limit of the reference server. */
const lengthMax = 10_000;

export interface ComposerOptions {
    conversationId: string;
    title: string;
    send: (text: string) => Promise<unknown>;
    /** Whether a text that failed is still shown in the list of messages. */
    isKept: (text: string) => boolean;
    typing: (isTyping: boolean) => void;
}

export interface Composer {
    readonly form: HTMLFormElement;
    readonly input: HTMLTextAreaElement;
    close(): void;
}

export function composer(options: ComposerOptions): Composer {
    const { conversationId } = options;
    const input = element('textarea', {
        id: 'messageInput',
        class: 'message-input',
        name: 'message',
        rows: '1',
        placeholder: 'Type your message...',
        'aria-label': `Message to ${options.title}`,
        autocomplete: 'off',
        'aria-describedby': 'messageInputNote',
        dir: 'auto',
    });
    const button = element(
        'button',
        { class: 'send-button', type: 'submit' },
        element('span', {}, 'Send'),
        icon('send'),
    );
    const note = element('p', { id: 'messageInputNote', class: 'composer-note', role: 'status' });
    const form = element('form', { id: 'sendMessageForm', class: 'composer' }, note, input, button);
    const typing = typingSignal(options.typing);
    let closed = false;

    /** `maxlength` would cut pasted text silently. */
    const measure = () => {
        fitHeight(input);
        const excess = excessOf(textToSend(input.value));
        setText(note, excess);
        setAttribute(input, 'aria-invalid', excess === '' ? undefined : 'true');
    };
    const write = (text: string) => {
        input.value = text;
        measure();
    };
    /** Puts a rejected text back into the box, above what has been typed since. */
    const giveBack = (text: string) => {
        const since = closed ? messagingSystem.draft(conversationId) : input.value;
        const both = since === '' ? text : `${text}\n${since}`;
        messagingSystem.setDraft(conversationId, both);
        if (!closed) write(both);
    };
    const submit = () => {
        const text = textToSend(input.value);
        input.focus();
        if (text === '' || text.length > lengthMax) return;
        write('');
        messagingSystem.setDraft(conversationId, '');
        typing.stop();
        options.send(text).catch((error: unknown) => {
            const code = error instanceof MessagingError ? error.code : '';
            // Signing out leaves nothing behind.
            if (code === 'discarded' || code === 'signed_out') return;
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
            measure();
            messagingSystem.setDraft(conversationId, input.value);
            if (input.value.trim() === '') typing.stop();
            else typing.start();
        }),
        on(input, 'blur', typing.stop),
        followDraft(conversationId, input, write),
    ];
    input.value = messagingSystem.draft(conversationId);
    // Lines break elsewhere in another width. A frame later, since measuring resizes the form.
    const observer = new ResizeObserver(() => requestAnimationFrame(measure));
    observer.observe(form);

    return {
        form,
        input,
        close() {
            closed = true;
            observer.disconnect();
            typing.stop();
            for (const stop of stops) stop();
        },
    };
}

/** The module throttles "true"; this decides when typing ends. */
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

/** Without blank lines around it. The first line may be indented: lists, code, addresses. */
function textToSend(text: string): string {
    return text.trimEnd().replace(/^\s*\n/, '');
}

/** The message shown for a text that is too long, else ''. */
function excessOf({ length }: string): string {
    if (length <= lengthMax) return '';
    const [most, excess] = [lengthMax, length - lengthMax].map((n) => n.toLocaleString('en'));
    return `At most ${most} characters can be sent: ${excess} too many.`;
}

/** Grows the box with its text; the style sheet limits the height. */
function fitHeight(input: HTMLTextAreaElement): void {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
}
