import { type Child, element } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';

/** Shown in place of a list: empty, failed or not allowed. */
export interface Notice {
    icon: IconName;
    title: string;
    text?: string;
    link?: { label: string; href: string };
    action?: { label: string; run: () => void };
    /** Whether to announce it: errors are, an empty list is not. */
    alert?: boolean;
}

export function notice(content: Notice): HTMLElement {
    const children: Child[] = [
        element('span', { class: 'notice-icon' }, icon(content.icon)),
        element('p', { class: 'notice-title' }, content.title),
    ];
    if (content.text) children.push(element('p', { class: 'notice-text' }, content.text));
    if (content.link) {
        const { label, href } = content.link;
        children.push(element('a', { class: 'button', href }, label));
    }
    if (content.action) {
        const { label, run } = content.action;
        const button = element('button', { class: 'button', type: 'button' }, label);
        button.addEventListener('click', run);
        children.push(button);
    }
    return element(
        'div',
        { class: 'notice', role: content.alert ? 'alert' : undefined },
        ...children,
    );
}

/** Grey placeholders for content that is loading. */
export function skeleton(kind: 'threads' | 'messages'): HTMLElement {
    const shapes = kind === 'threads' ? ['', '', ''] : ['', 'own', '', 'own long', 'long'];
    return element(
        'div',
        { class: `skeleton skeleton-${kind}`, role: 'status' },
        element('span', { class: 'visually-hidden' }, 'Loading…'),
        ...shapes.map((shape) => element('div', { class: `skeleton-row ${shape}`.trim() })),
    );
}
