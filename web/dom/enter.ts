import { on } from './dom.ts';

/** The keyboard is on the screen, where Enter has no Shift. */
const touch = '(hover: none) and (pointer: coarse)';

/**
 * Submits on Enter without modifiers, as chats do; on a phone, Enter begins a new line. Returns the
 * function that stops it.
 */
export function onEnter(input: HTMLTextAreaElement, submit: () => void): () => void {
    return on<KeyboardEvent>(input, 'keydown', (event) => {
        // Enter that ends an IME composition only picks a word; Safari reports it as 229.
        if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
        if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
        if (matchMedia(touch).matches) return;
        event.preventDefault();
        if (!event.repeat) submit();
    });
}
