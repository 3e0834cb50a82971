/** "Anna is typing..." below the messages, by the module's own indicator. */

import { element, on } from '../dom/dom.ts';
import { messagingManager, type TypingUpdateDetail } from '../messaging.ts';

export interface TypingView {
    readonly node: HTMLElement;
    close(): void;
}

export function typingView(conversationId: string, userId: string, name: string): TypingView {
    const node = element('div', { id: 'typingIndicatorContainer', class: 'typing-container' });
    const indicator = messagingManager.createTypingIndicator(node);
    const show = (typingUserIds: readonly string[]) => {
        const others = typingUserIds.some((id) => id !== userId);
        if (others) messagingManager.showTypingIndicator(indicator, name);
        else messagingManager.hideTypingIndicator(indicator);
    };
    show(messagingManager.getTypingUsers(conversationId));
    return {
        node,
        close: on<CustomEvent<TypingUpdateDetail>>(
            window,
            'messagingManager:typingUpdate',
            ({ detail }) => {
                if (detail.conversationId === conversationId) show(detail.typingUserIds);
            },
        ),
    };
}
