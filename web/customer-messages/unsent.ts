/** How many messages of the user are not sent, over all conversations. Signing out loses them. */

import { on } from '../dom/dom.ts';
import type { MessageDetail } from '../messaging.ts';

/** With these reasons a message has been given up already. */
const lostReasons = ['discarded', 'expired', 'signed_out'];

export interface Unsent {
    readonly count: number;
    /** Another user's messages do not count. */
    follow(userId: string): void;
}

/** To be called before the module starts, which then tells what an earlier page left. */
export function watchUnsent(): Unsent {
    const ids = new Set<string>();
    let followed = '';
    on<CustomEvent<MessageDetail>>(window, 'messaging:message', ({ detail }) => {
        const { clientMessageId, state, reason = '' } = detail;
        const failed = state === 'failed' && !lostReasons.includes(reason);
        if (state === 'pending' || failed) ids.add(clientMessageId);
        else ids.delete(clientMessageId);
    });
    return {
        get count() {
            return ids.size;
        },
        follow(userId) {
            if (followed && followed !== userId) ids.clear();
            followed = userId;
        },
    };
}
