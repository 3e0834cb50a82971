/**
 * A dialog that closes on Escape. On a narrow screen, which it covers, it is modal and keeps the
 * focus inside; on a wide one it stands beside the page.
 */

import { element, on, setAttribute } from '../dom/dom.ts';

/** Where the dialog covers the page, as in the style sheet. */
const narrow = '(max-width: 959px)';

const focusable =
    'a[href], button:not([disabled]), textarea, input, select, [tabindex]:not([tabindex="-1"])';

export interface DialogOptions {
    /** The id of the element inside `content` that labels the dialog. */
    labelledBy: string;
    content: Node[];
    initialFocus: HTMLElement;
    /** Where the focus goes on closing; null: where it was before. */
    returnFocus: () => HTMLElement | null;
    /** Called on Escape. */
    dismissed: () => void;
}

export interface Dialog {
    readonly overlay: HTMLElement;
    close(): void;
}

export function openDialog(options: DialogOptions): Dialog {
    const before = document.activeElement as HTMLElement | null;
    const modal = element(
        'section',
        {
            class: 'modal',
            role: 'dialog',
            'aria-labelledby': options.labelledBy,
        },
        ...options.content,
    );
    const overlay = element('div', { class: 'modal-overlay active' }, modal);
    const screen = matchMedia(narrow);
    const fitScreen = () => setAttribute(modal, 'aria-modal', screen.matches && 'true');
    fitScreen();
    const stops = [
        on(screen, 'change', fitScreen),
        on<KeyboardEvent>(document, 'keydown', (event) => {
            if (event.key === 'Tab' && screen.matches) keepFocusInside(modal, event);
            if (event.key === 'Escape' && !event.isComposing) options.dismissed();
        }),
        fitVisibleArea(overlay),
    ];
    document.body.append(overlay);
    document.body.classList.add('dialog-open');
    options.initialFocus.focus();
    return {
        overlay,
        close() {
            for (const stop of stops) stop();
            overlay.remove();
            document.body.classList.remove('dialog-open');
            (options.returnFocus() ?? before)?.focus();
        },
    };
}

/** Focus wraps at both ends, and is brought back if it leaves. */
function keepFocusInside(modal: HTMLElement, event: KeyboardEvent): void {
    const stops = [...modal.querySelectorAll<HTMLElement>(focusable)].filter(
        (node) => node.getClientRects().length > 0,
    );
    const first = stops[0];
    const last = stops[stops.length - 1];
    const active = document.activeElement;
    const outside = !modal.contains(active);
    if (event.shiftKey ? active === first || outside : active === last || outside) {
        event.preventDefault();
        (event.shiftKey ? last : first)?.focus();
    }
}

/** A phone's keyboard covers the page without resizing it, so fit the dialog to what is visible. */
function fitVisibleArea(overlay: HTMLElement): () => void {
    const area = window.visualViewport;
    if (!area) return () => {};
    const fit = () => {
        // When zoomed in, people want to see part of the dialog, not a shrunken one.
        if (area.scale > 1.01) return;
        overlay.style.setProperty('--visible-top', `${area.offsetTop}px`);
        overlay.style.setProperty('--visible-height', `${area.height}px`);
    };
    fit();
    const stops = [on(area, 'resize', fit), on(area, 'scroll', fit)];
    return () => {
        for (const stop of stops) stop();
    };
}
