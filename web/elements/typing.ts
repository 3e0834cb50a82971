/** `<messaging-typing>`: who is typing in a conversation. */
import { element, on, setText } from '../dom/dom.ts';
import { displayName } from '../dom/names.ts';
import type { TypingDetail } from '../events.ts';
import { announcer } from './announcer.ts';
import { MessagingElement, type Place } from './element.ts';

/** Screen readers announce it at most this often. */
const announceEveryMs = 10_000;

export class MessagingTypingElement extends MessagingElement {
    protected begin({ system, words, content, conversationId }: Place): () => void {
        const text = element('span', { class: 'typing-text', part: 'text', 'aria-hidden': 'true' });
        const dots = element('span', { class: 'dots', part: 'dots', 'aria-hidden': 'true' });
        for (let dot = 0; dot < 3; dot++) dots.append(element('span'));
        const visible = element(
            'span',
            { class: 'typing', part: 'typing', hidden: true },
            dots,
            text,
        );
        const voice = announcer();
        const typing = new Set(system._link.group?.typingUsers.get(conversationId));
        const names = new Map<string, string>();
        let toldAt = Number.NEGATIVE_INFINITY;

        const sentence = () => {
            const [first = '', second] = typing;
            if (second !== undefined) return words.text('severalTyping');
            const name = names.get(first);
            return name ? words.text('userTyping', 'name', name) : words.text('typing');
        };
        const show = () => {
            visible.hidden = typing.size === 0;
            if (visible.hidden) {
                voice.takeBack();
                setText(voice.node, '');
                return;
            }
            setText(text, sentence());
            const wait = Math.max(0, toldAt + announceEveryMs - Date.now());
            // Text equal to what the region already holds is not announced again.
            if (voice.node.textContent !== text.textContent) {
                voice.tell(sentence(), wait, () => {
                    toldAt = Date.now();
                });
            }
        };
        const stop = on<CustomEvent<TypingDetail>>(window, 'messaging:typing', ({ detail }) => {
            if (detail.conversationId !== conversationId) return;
            if (detail.isTyping) typing.add(detail.userId);
            else typing.delete(detail.userId);
            show();
        });
        // Messages provide the names, and following them makes typing events arrive.
        const unfollow = system.listenToMessages(conversationId, (messages) => {
            for (const { senderId, senderName } of messages) {
                names.set(senderId, displayName(senderName, ''));
            }
        });
        content.append(visible, voice.node);
        show();
        return () => {
            voice.takeBack();
            stop();
            unfollow();
        };
    }
}
