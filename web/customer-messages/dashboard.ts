/** The page: the list of conversations, the open conversation, and who is signed in. */

import { replaceContent } from '../dom/dom.ts';
import messagingSystem from '../messaging.ts';
import { accountBar } from './account_bar.ts';
import { type OpenConversation, openConversation } from './conversation.ts';
import { type Inbox, openInbox } from './inbox.ts';
import type { Side } from './model.ts';
import { notice } from './notices.ts';
import { watchRoute } from './route.ts';
import { type User, watchSession } from './session.ts';
import { unreadBadge } from './unread_badge.ts';

/** For people to whom polling means nothing. */
const strings = {
    polling: 'No live connection: new messages may arrive with a delay',
    reconnected: 'The live connection is back',
};

export function startDashboard(side: Side): void {
    messagingSystem.configure({ strings });
    const container = find(`#${side.containerId}`);
    const badge = unreadBadge(find('#unreadMessageBadge'));
    const account = accountBar(find('.account'), () => location.assign('/'));
    let inbox: Inbox | null = null;
    let conversation: OpenConversation | null = null;
    let user: User | null = null;
    let lastUserId = '';

    const open = (id: string) => {
        if (!user || !inbox || conversation?.id === id) return;
        conversation?.close();
        route.opened(id);
        inbox.setOpen(id);
        conversation = openConversation({
            id,
            conversation: inbox.find(id),
            side,
            user,
            returnFocus: () => inbox?.itemOf(id) ?? null,
            dismissed,
        });
    };
    const close = () => {
        conversation?.close();
        conversation = null;
        inbox?.setOpen(null);
    };
    const dismissed = () => {
        route.closed();
        close();
    };
    const follow = (id: string | null) => {
        if (id === null) close();
        else open(id);
    };
    const route = watchRoute(follow);

    const stop = () => {
        close();
        inbox?.close();
        inbox = null;
        badge.close();
    };
    const start = (signedIn: User) => {
        inbox = openInbox({
            container,
            side,
            user: signedIn,
            open,
            changed() {
                // The address may name a conversation whose title is known only from the list.
                if (!conversation && route.conversationId) open(route.conversationId);
            },
        });
        badge.start(signedIn, side);
    };
    const session = watchSession({
        changed(signedIn) {
            stop();
            user = signedIn;
            // The conversation in the address belongs to the previous user.
            if (user && lastUserId && user.id !== lastUserId) route.closed();
            lastUserId = user?.id ?? lastUserId;
            messagingSystem.configure({ user });
            account.show(user);
            // Without messages to show, the state of the connection is of no interest.
            document.body.classList.toggle('signed-out', user === null);
            const other = user !== null && user.role !== side.role && user.role !== 'admin';
            if (user && !other) start(user);
            else replaceContent(container, user ? wrongSide(user, side) : signedOut());
        },
        failed() {
            replaceContent(
                container,
                notice({
                    icon: 'alert',
                    title: 'Unable to load messages',
                    text: 'The server does not answer at present.',
                    action: { label: 'Try again', run: () => void session.refresh() },
                    alert: true,
                }),
            );
        },
    });
}

function find(selector: string): HTMLElement {
    const node = document.querySelector<HTMLElement>(selector);
    if (!node) throw new Error(`The page has no element ${selector}`);
    return node;
}

function signedOut(): HTMLElement {
    return notice({
        icon: 'lock',
        title: 'Sign in to view messages',
        text: 'Your conversations appear here as soon as you are signed in.',
        link: { label: 'Sign in', href: '/' },
    });
}

function wrongSide(user: User, side: Side): HTMLElement {
    return notice({
        icon: 'lock',
        title: `You are signed in as ${user.name}`,
        text: `This is the page of a ${side.role}. Your conversations are on your own page.`,
        link: { label: 'Go to your messages', href: side.otherPage },
    });
}
