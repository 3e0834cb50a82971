/**
 * The few words with which pages and custom elements make nodes. Text always becomes a text node:
 * nothing that a user wrote is ever parsed as markup, and no style attribute is written (a strict
 * content security policy refuses it).
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
 * Puts `content` in the place of all that is in `place`. A focus in there is not lost with the
 * button that had it: it goes to the place, or to the first of the new things that can have it.
 */
export function replaceContent(place: HTMLElement, content: HTMLElement): void {
    const { activeElement } = place.getRootNode() as Document | ShadowRoot;
    const hadFocus = place.contains(activeElement);
    place.replaceChildren(content);
    if (!hadFocus) return;
    const next = place.tabIndex < 0 ? content.querySelector<HTMLElement>('a, button') : place;
    if (!next) setAttribute(place, 'tabindex', '-1');
    (next ?? place).focus();
}

/** Text for screen readers alone. */
export function hiddenText(text: string): HTMLSpanElement {
    return element('span', { class: 'visually-hidden' }, text);
}

/** Listens, and returns what ends it. */
export function on<Kind extends Event>(
    target: EventTarget,
    name: string,
    listener: (event: Kind) => void,
): () => void {
    const handler = listener as EventListener;
    target.addEventListener(name, handler);
    return () => target.removeEventListener(name, handler);
}
