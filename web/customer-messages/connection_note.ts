/** A line in the dialog while there is no connection: on phones it covers the indicator. */

import { element, on, setText } from '../dom/dom.ts';
import messagingSystem from '../messaging.ts';

/** Shorter outages are not shown. */
const patienceMs = 3000;

const words: Record<string, string> & { offline: string } = {
    polling: 'New messages may arrive with a delay.',
    offline: 'You are offline. Your messages are sent when the connection is back.',
};

export interface ConnectionNote {
    readonly node: HTMLElement;
    close(): void;
}

export function connectionNote(): ConnectionNote {
    const node = element('div', { class: 'connection-note', role: 'status' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
        if (messagingSystem.isConnected) {
            clearTimeout(timer);
            timer = undefined;
            setText(node, '');
        } else if (node.textContent !== '') show();
        else timer ??= setTimeout(show, patienceMs);
    };
    const show = () => setText(node, words[messagingSystem.state] ?? words.offline);
    const stops = [
        on(window, 'messaging:connection', update),
        on(window, 'messaging:state', update),
    ];
    update();
    return {
        node,
        close() {
            clearTimeout(timer);
            for (const stop of stops) stop();
        },
    };
}
