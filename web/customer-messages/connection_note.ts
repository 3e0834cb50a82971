/** A line in the dialog while there is no connection: on phones it covers the indicator. */

import { element, on, setText } from '../dom/dom.ts';
import messagingSystem from '../messaging.ts';

/** Shorter outages are not shown. */
const patienceMs = 3000;

export interface ConnectionNote {
    readonly node: HTMLElement;
    close(): void;
}

export function connectionNote(): ConnectionNote {
    const node = element('div', { class: 'connection-note', role: 'status' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
        clearTimeout(timer);
        if (messagingSystem.isConnected) setText(node, '');
        else timer = setTimeout(show, patienceMs);
    };
    const show = () => {
        setText(node, 'No live connection. What you write is sent as soon as possible.');
    };
    const stop = on(window, 'messaging:connection', update);
    update();
    return {
        node,
        close() {
            clearTimeout(timer);
            stop();
        },
    };
}
