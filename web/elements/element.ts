/** Shared by all elements: system, texts, styles and life cycle. */

import { element, setAttribute } from '../dom/dom.ts';
import type { StateDetail } from '../events.ts';
import { messagingSystem } from '../messaging.ts';
import type { Strings } from '../strings.ts';
import type { MessagingSystem } from '../system.ts';
import { addStyles } from './styles.ts';
import { Words } from './words.ts';

/** What an element works with while it is active. */
export interface Place {
    system: MessagingSystem;
    words: Words;
    /** Holds its nodes; emptied at the end. */
    content: HTMLElement;
    /** The element itself, for events. */
    host: HTMLElement;
    conversationId: string;
}

const idAttribute = 'conversation-id';

/** Node has no `HTMLElement`; importing the elements does nothing there. */
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

    /** The system to show; default: the page's default system. */
    get system(): MessagingSystem {
        return this.ownSystem ?? messagingSystem;
    }

    set system(system: MessagingSystem | null) {
        this.ownSystem = system;
        this.restart();
    }

    /** Texts for this element only, which override the system's. */
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
        window.addEventListener('messaging:state', this);
        this.update();
    }

    /** @internal */
    disconnectedCallback(): void {
        connected.delete(this);
        window.removeEventListener('messaging:state', this);
        this.update();
        // This element may have held the hidden indicator.
        for (const each of connected) if (each.end) keepSignAway(each.system, each.content);
    }

    /** @internal */
    attributeChangedCallback(): void {
        this.update();
    }

    /** Starts again with other texts or another system. @internal */
    restart(): void {
        this.stop();
        this.update();
    }

    /** Fills `place.content` and follows the system. Returns the function that ends this. */
    protected abstract begin(place: Place): () => void;

    /** Whether the element shows one conversation, and nothing without its id. */
    protected get wantsConversation(): boolean {
        return true;
    }

    /** Moving an element disconnects and reconnects it; if nothing else changed, it continues. */
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

    /**
     * Empties itself when its system was cleaned up, and starts again once that is used.
     * @internal
     */
    handleEvent({ detail: { reason } }: CustomEvent<StateDetail>): void {
        if (this.system.state !== 'idle') this.update();
        else if (reason === 'stopped') this.stop();
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

    /** Properties set before the element was defined shadow those of the class. */
    private takeProperties(): void {
        for (const name of ['system', 'strings', 'conversationId', 'selected'] as const) {
            const own = Object.getOwnPropertyDescriptor(this, name);
            if (!own) continue;
            Reflect.deleteProperty(this, name);
            Reflect.set(this, name, own.value);
        }
    }
}

/** Elements wait for `DOMContentLoaded`, as page scripts configure the system before it. */
let running: Promise<void> | undefined;

function scriptsHaveRun(): Promise<void> {
    running ??= new Promise((resolve) => {
        // After `DOMContentLoaded`, `load` may still wait long for images.
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
 * On pages without a place for the connection status, the manager adds an indicator of its own.
 * Pages with elements do not need it, so it is given a hidden node.
 */
function keepSignAway(system: MessagingSystem, content: HTMLElement | null): void {
    if (document.querySelector('#messaging-connection-status, [data-messaging-status]')) return;
    for (const manager of system._link.group?.managers ?? []) {
        if (manager.connectionStatusElement?.isConnected) continue;
        manager.connectionStatusElement = element('div', { hidden: true });
        content?.parentNode?.append(manager.connectionStatusElement);
    }
}
