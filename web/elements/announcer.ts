/** A polite live region that announces text to screen readers. */
import { element, setText } from '../dom/dom.ts';

export interface Announcer {
    readonly node: HTMLElement;
    /** Announces `text` after `delayMs`, unless called again or cancelled before. */
    tell(text: string, delayMs: number, told?: () => void): void;
    takeBack(): void;
}

export function announcer(): Announcer {
    const node = element('span', { class: 'visually-hidden', role: 'status' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    return {
        node,
        tell(text, delayMs, told) {
            clearTimeout(timer);
            timer = setTimeout(() => {
                setText(node, text);
                told?.();
            }, delayMs);
        },
        takeBack: () => clearTimeout(timer),
    };
}
