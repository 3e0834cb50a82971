import { on } from './dom.ts';

/** Calls `submit` for Enter alone, as chats have it; returns what ends that. */
export function onEnter(input: HTMLTextAreaElement, submit: () => void): () => void {
    return on<KeyboardEvent>(input, 'keydown', (event) => {
        // Enter that ends a composition (Japanese, Chinese, ...) chooses a word: 229 in Safari.
        if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
        if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        if (!event.repeat) submit();
    });
}
