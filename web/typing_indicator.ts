/** The three dots and "Jo is typing...". */

import { ensureStyles } from './engine_part.ts';
import { span } from './span.ts';
import { fill, type Strings } from './strings.ts';

function findContainer(container: string | Element): Element | null {
    if (typeof container !== 'string') return container ?? null;
    try {
        return document.querySelector(container);
    } catch {
        return null;
    }
}

/** Appends a hidden indicator to the container, or returns the existing one. */
export function createTypingIndicator(
    container: string | Element,
    strings: Strings,
): HTMLElement | null {
    if (!globalThis.document) return null;
    const parent = findContainer(container);
    if (!parent) {
        console.warn(`messaging: createTypingIndicator found no ${container}`);
        return null;
    }
    const existing = parent.querySelector<HTMLElement>('.typing-indicator');
    if (existing) return existing;
    ensureStyles('typing-indicator-styles');
    const indicator = document.createElement('div');
    indicator.className = 'typing-indicator messaging-typing';
    indicator.setAttribute('role', 'status');
    indicator.style.display = 'none';
    for (const name of ['typing-dot', 'typing-dot', 'typing-dot', 'typing-text']) {
        const part = span(`${name} messaging-${name}`);
        indicator.appendChild(part);
        if (name === 'typing-text') part.textContent = strings.typing;
    }
    parent.appendChild(indicator);
    return indicator;
}

/** Shows the indicator; without a name it only says that somebody is typing. */
export function showTypingIndicator(
    indicator: HTMLElement | null | undefined,
    userName: string | null | undefined,
    strings: Strings,
): void {
    if (!indicator) return;
    const text = indicator.querySelector('.typing-text');
    const words = userName ? fill(strings.userTyping, 'name', userName) : strings.typing;
    if (text && text.textContent !== words) text.textContent = words;
    indicator.style.display = 'inline-flex';
}

export function hideTypingIndicator(indicator: HTMLElement | null | undefined): void {
    if (indicator) indicator.style.display = 'none';
}
