/**
 * Custom elements for the default system, or the one in their property `system`. Importing this
 * defines them in a browser, once, and does nothing in Node.
 *
 * ```html
 * <messaging-inbox></messaging-inbox>
 * <messaging-thread conversation-id="thd_wedding"></messaging-thread>
 * ```
 */
import { MessagingInboxElement, type SelectDetail } from './inbox.ts';
import { MessagingInspectorElement } from './inspector.ts';
import { MessagingStatusElement } from './status.ts';
import { MessagingThreadElement } from './thread.ts';
import { MessagingTypingElement } from './typing.ts';

export { setStrings } from './element.ts';
export type { SelectDetail };
export {
    MessagingInboxElement,
    MessagingInspectorElement,
    MessagingStatusElement,
    MessagingThreadElement,
    MessagingTypingElement,
};

/** All elements of this module. Add new ones here and to `MessagingElements` below. */
const elements = {
    'messaging-status': MessagingStatusElement,
    'messaging-typing': MessagingTypingElement,
    'messaging-thread': MessagingThreadElement,
    'messaging-inbox': MessagingInboxElement,
    'messaging-inspector': MessagingInspectorElement,
};

/** The elements by tag name, for example to type a framework's JSX. */
export interface MessagingElements {
    'messaging-status': MessagingStatusElement;
    'messaging-typing': MessagingTypingElement;
    'messaging-thread': MessagingThreadElement;
    'messaging-inbox': MessagingInboxElement;
    'messaging-inspector': MessagingInspectorElement;
}

declare global {
    interface HTMLElementTagNameMap extends MessagingElements {}
    // It bubbles to ancestors, the document and the window.
    interface GlobalEventHandlersEventMap {
        'messaging:select': CustomEvent<SelectDetail>;
    }
}

if (typeof customElements !== 'undefined') {
    for (const [name, element] of Object.entries(elements)) {
        if (!customElements.get(name)) customElements.define(name, element);
    }
}
