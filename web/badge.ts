/** The unread badge in the page's header. */
import { ensureStyles } from './engine_part.ts';

const selectors = ['#unread-badge', '#message-badge', '.unread-badge', '[data-unread-badge]'];
const animationMs = 300;

/**
 * The page's badge; a known one is dropped once it has left the document. Dashboards write their
 * own text into `#unreadMessageBadge` once they listen to the count, so it is used only while
 * nobody does (`free`).
 */
export function findBadge(known: HTMLElement | null, free: boolean): HTMLElement | null {
    if (!globalThis.document) return null;
    if (known?.isConnected && (free || known.id !== 'unreadMessageBadge')) return known;
    for (const selector of free ? [...selectors, '#unreadMessageBadge'] : selectors) {
        const element = document.querySelector<HTMLElement>(selector);
        if (element) return element;
    }
    return null;
}

export function showBadge(badge: HTMLElement, count: number): void {
    badge.textContent = count > 99 ? '99+' : String(count);
    badge.style.display = count > 0 ? 'inline-block' : 'none';
}

export function animateBadge(badge: HTMLElement): void {
    ensureStyles('badge-animation-styles');
    const names = ['badge-animate', 'messaging-badge-animate'];
    badge.classList.add(...names);
    setTimeout(() => badge.classList.remove(...names), animationMs);
}
