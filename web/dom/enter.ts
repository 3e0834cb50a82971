import { on } from './dom.ts';

/** No mouse: mostly a phone or tablet, whose keyboard on the screen has no Shift for Enter. */
const touch = '(hover: none) and (pointer: coarse)';

/**
 * Submits on Enter, as chats do; where fingers point, Enter begins a new line, and with Ctrl or Cmd
 * it submits. Returns the function that stops it.
 */
export function onEnter(input: HTMLTextAreaElement, submit: () => void): () => void {
    return on<KeyboardEvent>(input, 'keydown', (event) => {
        // Enter that ends an IME composition only picks a word; Safari reports it as 229.
        if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
        const isCommand = event.ctrlKey || event.metaKey;
        if (event.shiftKey || event.altKey || isCommand !== matchMedia(touch).matches) return;
        event.preventDefault();
        if (!event.repeat) submit();
    });
}
