/**
 * Node building for pages and custom elements. Text always becomes a text node: nothing that a user
 * wrote is parsed as markup. No style attribute is set, as a strict CSP refuses it.
 */

export type Child = Node | string;

/** `true` writes an empty attribute; `false` and `undefined` leave it out. */
export type Attributes = Record<string, string | boolean | undefined>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[Tag] {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
    node.append(...children);
    return node;
}

/** Writes only what differs, so that an unchanged entry costs no style or layout work. */
export function setAttribute(
    node: Element,
    name: string,
    value: string | boolean | undefined,
): void {
    const text = value === true ? '' : value;
    if (text === undefined || text === false) {
        if (node.hasAttribute(name)) node.removeAttribute(name);
    } else if (node.getAttribute(name) !== text) {
        node.setAttribute(name, text);
    }
}

export function setText(node: Node, text: string): void {
    if (node.textContent !== text) node.textContent = text;
}

/**
 * Replaces all children of `place` by `content`. If the focus was inside, it moves to `place`, or
 * to the first new link, button or field if `place` cannot be focused.
 */
export function replaceContent(place: HTMLElement, content: HTMLElement): void {
    const { activeElement } = place.getRootNode() as Document | ShadowRoot;
    const hadFocus = place.contains(activeElement);
    place.replaceChildren(content);
    if (!hadFocus) return;
    const next =
        place.tabIndex < 0 ? content.querySelector<HTMLElement>('a, button, input') : place;
    if (!next) setAttribute(place, 'tabindex', '-1');
    (next ?? place).focus();
}

/** Text for screen readers only. */
export function hiddenText(text: string): HTMLSpanElement {
    return element('span', { class: 'visually-hidden' }, text);
}

/** Adds a listener and returns the function that removes it. */
export function on<Kind extends Event>(
    target: EventTarget,
    name: string,
    listener: (event: Kind) => void,
): () => void {
    const handler = listener as EventListener;
    target.addEventListener(name, handler);
    return () => target.removeEventListener(name, handler);
}
