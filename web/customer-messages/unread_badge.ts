/** "3 unread" beside the heading and "(3)" in the tab's title. */

import { setText } from '../dom/dom.ts';
import messagingSystem from '../messaging.ts';
import type { Side } from './model.ts';
import type { User } from './session.ts';

export interface UnreadBadge {
    start(user: User, side: Side): void;
    close(): void;
}

export function unreadBadge(badge: HTMLElement): UnreadBadge {
    const title = document.title;
    let unsubscribe = () => {};
    const show = (count: number) => {
        setText(badge, `${count} unread`);
        badge.hidden = count === 0;
        document.title = count === 0 ? title : `(${count}) ${title}`;
    };
    return {
        start(user, side) {
            unsubscribe = messagingSystem.listenToUnreadCount(user.id, side.role, show);
        },
        close() {
            unsubscribe();
            unsubscribe = () => {};
            show(0);
        },
    };
}
