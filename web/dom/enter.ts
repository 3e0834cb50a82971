import { on } from './dom.ts';

/** Submits on Enter without modifiers, as chats do. Returns the function that stops it. */
export function onEnter(input: HTMLTextAreaElement, submit: () => void): () => void {
    return on<KeyboardEvent>(input, 'keydown', (event) => {
        // Enter that ends an IME composition only picks a word; Safari reports it as 229.
        if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
        if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        if (!event.repeat) submit();
    });
}
