/** What all elements have in common: system, texts, styles, and when they begin and end. */

import { element, setAttribute } from '../dom/dom.ts';
import { messagingSystem } from '../messaging.ts';
import type { Strings } from '../strings.ts';
import type { MessagingSystem } from '../system.ts';
import { addStyles } from './styles.ts';
import { Words } from './words.ts';

/** What an element works with from its beginning to its end. */
export interface Place {
    system: MessagingSystem;
    words: Words;
    /** Where its nodes go; emptied at the end. */
    content: HTMLElement;
    /** The element itself, for events. */
    host: HTMLElement;
    conversationId: string;
}

const idAttribute = 'conversation-id';

/** In Node there is none; importing the elements does nothing there. */
const Base =
    typeof HTMLElement === 'undefined' ? (class {} as unknown as typeof HTMLElement) : HTMLElement;

const connected = new Set<MessagingElement>();

/** Sets texts, such as those of `messaging-wasm/strings/de`, and shows them at once. */
export function setStrings(
    strings: Partial<Strings>,
    system: MessagingSystem = messagingSystem,
): void {
    system.configure({ strings });
    for (const each of connected) if (each.system === system) each.restart();
}

export abstract class MessagingElement extends Base {
    static readonly observedAttributes: readonly string[] = [idAttribute];

    private ownSystem: MessagingSystem | null = null;
    private ownStrings: Partial<Strings> | undefined;
    private content: HTMLElement | null = null;
    private end: (() => void) | null = null;
    private shownId = '';
    private due = false;

    /** The system that is shown; the one that all share, unless another is set. */
    get system(): MessagingSystem {
        return this.ownSystem ?? messagingSystem;
    }

    set system(system: MessagingSystem | null) {
        this.ownSystem = system;
        this.restart();
    }

    /** Texts of this element alone, before those of the system. */
    get strings(): Partial<Strings> | undefined {
        return this.ownStrings;
    }

    set strings(strings: Partial<Strings> | undefined) {
        this.ownStrings = strings;
        this.restart();
    }

    /** The attribute `conversation-id`. */
    get conversationId(): string {
        return this.getAttribute(idAttribute) ?? '';
    }

    set conversationId(id: string) {
        setAttribute(this, idAttribute, id || undefined);
    }

    /** @internal */
    connectedCallback(): void {
        this.takeProperties();
        connected.add(this);
        this.update();
    }

    /** @internal */
    disconnectedCallback(): void {
        connected.delete(this);
        this.update();
        // The sign may have been kept in this one.
        for (const each of connected) if (each.end) keepSignAway(each.system, each.content);
    }

    /** @internal */
    attributeChangedCallback(): void {
        this.update();
    }

    /** Begins anew with other texts or another system. @internal */
    restart(): void {
        this.stop();
        this.update();
    }

    /** Fills `place.content` and follows the system; the function returned ends that. */
    protected abstract begin(place: Place): () => void;

    /** Whether it shows one conversation, and nothing without its id. */
    protected get wantsConversation(): boolean {
        return true;
    }

    /** Moving an element takes it out and puts it in: what is the same afterwards goes on. */
    private update(): void {
        if (this.due) return;
        this.due = true;
        void scriptsHaveRun().then(() => {
            this.due = false;
            const wanted =
                this.isConnected && (this.conversationId !== '' || !this.wantsConversation);
            if (!wanted || this.conversationId !== this.shownId) this.stop();
            if (wanted && !this.end) this.start();
        });
    }

    private start(): void {
        const { system, conversationId } = this;
        this.content ??= this.makeContent();
        const words = new Words(system._link.strings, this.ownStrings);
        setAttribute(this.content, 'lang', words.language);
        keepSignAway(system, this.content);
        this.shownId = conversationId;
        this.end = this.begin({
            system,
            words,
            content: this.content,
            host: this,
            conversationId,
        });
    }

    private stop(): void {
        this.end?.();
        this.end = null;
        this.content?.replaceChildren();
    }

    private makeContent(): HTMLElement {
        const root = this.attachShadow({ mode: 'open' });
        addStyles(root);
        const content = element('div', { class: 'content', part: 'content' });
        root.append(content);
        return content;
    }

    /** What was set before the element was defined hides the properties of its class. */
    private takeProperties(): void {
        for (const name of ['system', 'strings', 'conversationId', 'selected'] as const) {
            const own = Object.getOwnPropertyDescriptor(this, name);
            if (!own) continue;
            Reflect.deleteProperty(this, name);
            Reflect.set(this, name, own.value);
        }
    }
}

/**
 * Pages configure the system in scripts that run before `DOMContentLoaded`; nothing begins earlier.
 */
let running: Promise<void> | undefined;

function scriptsHaveRun(): Promise<void> {
    running ??= new Promise((resolve) => {
        // Past `DOMContentLoaded` the page may still wait long for its images.
        if (performance.timing.domContentLoadedEventStart > 0) {
            setTimeout(resolve, 0);
            return;
        }
        document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
        window.addEventListener('load', () => resolve(), { once: true });
    });
    return running;
}

/**
 * The manager puts a small sign of its own on pages that have none for the connection. A page with
 * elements wants none: it is written to a node that nobody sees.
 */
function keepSignAway(system: MessagingSystem, content: HTMLElement | null): void {
    if (document.querySelector('#messaging-connection-status, [data-messaging-status]')) return;
    for (const manager of system._link.group?.managers ?? []) {
        if (manager.connectionStatusElement?.isConnected) continue;
        manager.connectionStatusElement = element('div', { hidden: true });
        content?.parentNode?.append(manager.connectionStatusElement);
    }
}
