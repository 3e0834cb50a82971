/** The node of one entry. `update` writes only what has changed. */
export interface View<Entry> {
    readonly node: HTMLElement;
    update(entry: Entry): void;
}

/**
 * Keeps the children of `parent` in sync with a list. An entry keeps its element while its key is
 * the same, so focus, selection and scroll position survive, and unchanged entries only cost a
 * comparison.
 */
export function keyedList<Entry>(
    parent: HTMLElement,
    keyOf: (entry: Entry) => string,
    create: (entry: Entry) => View<Entry>,
): (entries: readonly Entry[]) => void {
    let views = new Map<string, View<Entry>>();
    return (entries) => {
        const next = new Map<string, View<Entry>>();
        for (const entry of entries) {
            const key = keyOf(entry);
            if (next.has(key)) continue;
            const view = views.get(key) ?? create(entry);
            view.update(entry);
            next.set(key, view);
        }
        for (const [key, view] of views) if (!next.has(key)) view.node.remove();
        // In a shadow tree, `document.activeElement` is only the host.
        const focused = (parent.getRootNode() as Document | ShadowRoot).activeElement;
        let place = parent.firstChild;
        for (const { node } of next.values()) {
            if (node === place) place = place.nextSibling;
            else parent.insertBefore(node, place);
        }
        // Moving an element removes its focus.
        if (focused instanceof HTMLElement && parent.contains(focused)) {
            focused.focus({ preventScroll: true });
        }
        views = next;
    };
}
