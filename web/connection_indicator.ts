/** The indicator that shows whether messages arrive in real time. */

import { ensureStyles } from './engine_part.ts';
import { span } from './span.ts';
import type { Strings } from './strings.ts';

const base = 'messaging-connection-status';
const liveRegion = { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' };

function find(): HTMLElement | null {
    return document.getElementById(base) ?? document.querySelector('[data-messaging-status]');
}

function create(): HTMLElement {
    const element = document.createElement('div');
    element.id = base;
    element.dataset.messagingOwn = '';
    const place = document.querySelector('.messaging-header') ?? document.querySelector('.navbar');
    (place ?? document.body).appendChild(element);
    return element;
}

/** Must be a live region before its text changes, or the change is not announced. */
function prepare(element: HTMLElement): void {
    element.classList.add(base);
    for (const [name, value] of Object.entries(liveRegion)) {
        if (!element.hasAttribute(name)) element.setAttribute(name, value);
    }
    if (element.querySelector('.status-text')) return;
    const dot = span('status-dot messaging-status-dot');
    dot.setAttribute('aria-hidden', 'true');
    element.replaceChildren(dot, span('status-text messaging-status-text'));
}

/**
 * Shows `status` in `#messaging-connection-status`, else in `[data-messaging-status]`, else in an
 * element it creates, and returns that. Keeps the classes and roles that the page set.
 */
export function showConnection(
    status: 'online' | 'offline',
    known: HTMLElement | null,
    strings: Strings,
): HTMLElement | null {
    if (!globalThis.document?.body) return null;
    ensureStyles('messaging-connection-styles');
    const element = known?.isConnected ? known : (find() ?? create());
    prepare(element);
    for (const name of ['online', 'offline']) {
        element.classList.toggle(`${base}--${name}`, name === status);
    }
    const text = element.querySelector('.status-text') as HTMLElement;
    const words = strings[status];
    // Setting the same text again would announce it again.
    if (text.textContent !== words) text.textContent = words;
    return element;
}
