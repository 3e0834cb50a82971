/** Short notices, shown by `EFToast` if the page has it, else by our own toasts. */
import type { Toaster } from './options.ts';
import { fill, type ToastStrings } from './strings.ts';
import { adoptStyles } from './styles.ts';

// A classic script may declare it without adding it to `window`.
declare const EFToast: Toaster | undefined;

export interface ToastEnvironment {
    /** The option: `null` for none, `undefined` for the default. */
    toast: Toaster | null | undefined;
    strings: Partial<ToastStrings>;
}

const defaultStrings: ToastStrings = {
    polling: 'Using fallback polling mode ({interval} intervals)',
    reconnected: 'Reconnected - real-time messaging active',
    newMessage: 'New message received',
    sendFailed: 'Failed to send message. Please try again.',
    notifications: 'Notifications',
    close: 'Close',
};

export type ToastName = 'polling' | 'reconnected' | 'new_message' | 'send_failed';

const toastsMax = 5;
const durationMsDefault = 5000;
const regionMs = 100;

/** Shows the notice `name`. `intervalMs` is the polling interval in effect. */
export function showToast(
    name: ToastName,
    intervalMs: number | undefined,
    environment: ToastEnvironment,
): void {
    const strings = { ...defaultStrings, ...environment.strings };
    const toaster = chooseToaster(environment.toast, strings);
    if (!toaster) return;
    switch (name) {
        case 'polling': {
            const interval = `${(intervalMs ?? 0) / 1000}s`;
            toaster.info(fill(strings.polling, 'interval', interval), { duration: 4000 });
            return;
        }
        case 'reconnected':
            toaster.success(strings.reconnected, { duration: 3000 });
            return;
        case 'new_message':
            toaster.info(strings.newMessage, { duration: 3000 });
            return;
        case 'send_failed':
            toaster.error(strings.sendFailed, { duration: 5000 });
    }
}

function chooseToaster(option: Toaster | null | undefined, strings: ToastStrings): Toaster | null {
    if (option !== undefined) return option;
    if (typeof EFToast !== 'undefined') return EFToast;
    if (!globalThis.document?.body) return null;
    const show = (kind: string) => (message: string, options?: { duration?: number }) =>
        showOwn(kind, message, options?.duration ?? durationMsDefault, strings);
    return {
        success: show('success'),
        error: show('error'),
        warning: show('warning'),
        info: show('info'),
    };
}

let container: HTMLElement | undefined;

function ownContainer(strings: ToastStrings): HTMLElement {
    if (container?.isConnected) return container;
    adoptStyles('messaging-toast-styles');
    container = document.createElement('div');
    container.className = 'messaging-toasts';
    container.setAttribute('role', 'region');
    container.setAttribute('aria-label', strings.notifications);
    container.setAttribute('aria-live', 'polite');
    document.body.appendChild(container);
    return container;
}

function showOwn(kind: string, message: string, duration: number, strings: ToastStrings) {
    const list = ownContainer(strings);
    const toast = document.createElement('div');
    toast.className = `messaging-toast messaging-toast--${kind}`;
    if (kind === 'error') toast.setAttribute('role', 'alert');
    const text = document.createElement('span');
    text.className = 'messaging-toast-text';
    text.textContent = message;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'messaging-toast-close';
    close.setAttribute('aria-label', strings.close);
    close.textContent = '\u00d7';
    toast.append(text, close);
    close.addEventListener('click', () => toast.remove());
    // A live region only announces additions once it has existed for a moment.
    setTimeout(() => {
        list.appendChild(toast);
        while (list.children.length > toastsMax) list.firstElementChild?.remove();
        removeLater(toast, duration);
    }, regionMs);
}

/** A notice stays while it is hovered or focused. */
function removeLater(toast: HTMLElement, duration: number): void {
    let timer: ReturnType<typeof setTimeout>;
    const start = () => {
        clearTimeout(timer);
        // Leaving the notice restarts its timer.
        timer = setTimeout(() => {
            if (!toast.matches(':hover, :focus-within')) toast.remove();
        }, duration);
    };
    start();
    toast.addEventListener('mouseleave', start);
    toast.addEventListener('focusout', start);
}

/** Removes our own notices from the page. */
export function removeToasts(): void {
    container?.remove();
    container = undefined;
}
