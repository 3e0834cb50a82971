/** `<messaging-inbox>`: the list of conversations. Dispatches an event when one is selected. */
import { element, on, replaceContent, setAttribute } from '../dom/dom.ts';
import { keyedList } from '../dom/keyed.ts';
import type { ErrorDetail } from '../events.ts';
import type { Identity } from '../identity.ts';
import type { ConversationObject } from '../types.ts';
import { MessagingElement, type Place } from './element.ts';
import { followIdentity } from './identity.ts';
import { type InboxEntry, inboxItem } from './inbox_item.ts';
import { failure, notice, skeleton } from './notice.ts';

/** How often the times shown are redrawn. */
const redrawMs = 30_000;
const roleDefault = 'customer';
const selectedAttribute = 'selected';

/** `messaging:select`: the user selected a conversation. */
export interface SelectDetail {
    conversationId: string;
    conversation: ConversationObject;
}

export class MessagingInboxElement extends MessagingElement {
    static override readonly observedAttributes: readonly string[] = [selectedAttribute];

    private redraw = () => {};

    /** The attribute `selected`: the id of the highlighted conversation. */
    get selected(): string {
        return this.getAttribute(selectedAttribute) ?? '';
    }

    set selected(id: string) {
        setAttribute(this, selectedAttribute, id || undefined);
    }

    override attributeChangedCallback(): void {
        this.redraw();
    }

    protected override get wantsConversation(): boolean {
        return false;
    }

    protected begin({ system, words, content }: Place): () => void {
        let conversations: ConversationObject[] | null = null;
        let identity: Identity = { userId: '', role: '' };
        let unfollow = () => {};
        const list = element('ul', { class: 'inbox', part: 'list', role: 'list' });
        setAttribute(list, 'aria-label', words.text('conversations'));
        const patch = keyedList<InboxEntry>(
            list,
            ({ conversation }) => conversation.id,
            () => inboxItem(words, (conversation) => this.choose(conversation)),
        );
        const show = (node: HTMLElement) => {
            setAttribute(content, 'aria-busy', conversations ? undefined : 'true');
            if (content.firstChild !== node) replaceContent(content, node);
        };
        const draw = () => {
            if (!conversations) return;
            if (conversations.length === 0) {
                show(notice('bubbles', words.text('noConversations')));
                return;
            }
            patch(
                conversations.map((conversation) => {
                    const selected = conversation.id === this.selected;
                    // The selected conversation's draft is visible in its composer.
                    const draft = selected ? '' : system.draft(conversation.id);
                    return { conversation, identity, draft, selected };
                }),
            );
            show(list);
        };
        const follow = (user: Identity) => {
            unfollow();
            identity = user;
            conversations = null;
            show(skeleton(words.text('loading'), ['tall', 'tall', 'tall']));
            unfollow = system.listenToUserConversations(
                user.userId,
                user.role || roleDefault,
                (received) => {
                    conversations = received.filter(({ id }) => id !== '');
                    draw();
                },
            );
        };
        const failed = ({ detail }: CustomEvent<ErrorDetail>) => {
            if (conversations || !['conversations', 'core', 'auth'].includes(detail.operation))
                return;
            const isSignedOut = detail.status === 401;
            const text = words.text(isSignedOut ? 'signedOut' : 'cannotLoad');
            show(failure(text, words.text('tryAgain'), () => system.refresh()));
        };
        const stops = [
            followIdentity(system, follow),
            on<CustomEvent<ErrorDetail>>(window, 'messaging:error', failed),
            on<KeyboardEvent>(list, 'keydown', (event) => moveFocus(list, event)),
        ];
        const timer = setInterval(draw, redrawMs);
        this.redraw = draw;
        show(skeleton(words.text('loading'), ['tall', 'tall', 'tall']));
        return () => {
            this.redraw = () => {};
            clearInterval(timer);
            unfollow();
            for (const stop of stops) stop();
        };
    }

    private choose(conversation: ConversationObject): void {
        const { id } = conversation;
        this.selected = id;
        const detail: SelectDetail = { conversationId: id, conversation };
        this.dispatchEvent(
            new CustomEvent('messaging:select', { detail, bubbles: true, composed: true }),
        );
    }
}

/** Arrow keys, Home and End move between conversations, in addition to Tab. */
function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
    const items = [...list.querySelectorAll<HTMLElement>('.inbox-item')];
    const at = items.indexOf(event.target as HTMLElement);
    const last = items.length - 1;
    const places: Record<string, number> = {
        ArrowDown: Math.min(at + 1, last),
        ArrowUp: Math.max(at - 1, 0),
        Home: 0,
        End: last,
    };
    const place = places[event.key];
    if (at < 0 || place === undefined) return;
    event.preventDefault();
    items[place]?.focus();
}
