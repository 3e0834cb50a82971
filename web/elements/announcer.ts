/** Texts for screen readers: a polite live region, which tells what is written into it. */
import { element, setText } from '../dom/dom.ts';

export interface Announcer {
    readonly node: HTMLElement;
    /** Tells `text` after `delayMs`, unless it is called anew or taken back before. */
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
