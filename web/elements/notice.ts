/** Shown in place of a list: loading, empty or failed. */
import { element, setText } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';

export function notice(shape: IconName, text: string): HTMLElement {
    return element(
        'div',
        { class: 'notice', part: 'notice' },
        element('span', { class: 'notice-sign' }, icon(shape)),
        element('p', {}, text),
    );
}

/** Without `again`, retrying is of no use. */
export function failure(text: string, label: string, again: (() => void) | null): HTMLElement {
    const node = notice('alert', text);
    node.setAttribute('role', 'alert');
    if (again) node.append(button('button', label, again));
    return node;
}

/** Grey placeholders for content that is loading. */
export function skeleton(text: string, rows: readonly string[]): HTMLElement {
    return element(
        'div',
        { class: 'skeleton', role: 'status' },
        element('span', { class: 'visually-hidden' }, text),
        ...rows.map((kind) => element('div', { class: `skeleton-row ${kind}` })),
    );
}

export function button(kind: string, label: string, run: () => void): HTMLButtonElement {
    const node = element('button', { class: kind, part: kind, type: 'button' });
    setText(node, label);
    node.addEventListener('click', run);
    return node;
}
