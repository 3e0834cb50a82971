/** `<messaging-status>`: the state of the connection, as text and as the shape of an icon. */
import { element, on, setAttribute, setText } from '../dom/dom.ts';
import { type IconName, icon } from '../dom/icons.ts';
import type { ClientState } from '../events.ts';
import { announcer } from './announcer.ts';
import { MessagingElement, type Place } from './element.ts';

/** Shorter changes are not announced. */
const patienceMs = 3000;

type Words = 'online' | 'offline' | 'connecting' | 'delayed' | 'signedOut' | 'stopped';

const states: Record<ClientState, { words: Words; icon: IconName }> = {
    idle: { words: 'stopped', icon: 'close' },
    connecting: { words: 'connecting', icon: 'cycle' },
    online: { words: 'online', icon: 'check' },
    polling: { words: 'delayed', icon: 'clock' },
    offline: { words: 'offline', icon: 'alert' },
    unauthenticated: { words: 'signedOut', icon: 'lock' },
    stopped: { words: 'stopped', icon: 'close' },
};

export class MessagingStatusElement extends MessagingElement {
    protected override get wantsConversation(): boolean {
        return false;
    }

    protected begin({ system, words, content }: Place): () => void {
        const sign = element('span', { class: 'status-sign', part: 'sign' });
        const text = element('span', { part: 'text' });
        const visible = element('span', { class: 'status', part: 'status' }, sign, text);
        const voice = announcer();
        let shown: ClientState | null = null;
        // Being online is expected, so it is not announced at first.
        let told: ClientState = 'online';
        const show = () => {
            const { state } = system;
            if (state === shown) return;
            shown = state;
            const { words: name, icon: shape } = states[state];
            sign.replaceChildren(icon(shape));
            setText(text, words.text(name));
            setAttribute(visible, 'data-state', state);
            if (state === told) voice.takeBack();
            else {
                voice.tell(words.text(name), patienceMs, () => {
                    told = state;
                });
            }
        };
        const stop = on(window, 'messaging:state', show);
        const stopOld = on(window, 'messaging:connection', show);
        content.append(visible, voice.node);
        show();
        return () => {
            voice.takeBack();
            stop();
            stopOld();
        };
    }
}
