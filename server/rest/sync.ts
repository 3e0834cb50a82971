// Everything that changed for a user, in one response, for a client that was away.

import { syncLimit } from '../contract.ts';
import type { Change, Store } from '../store/store.ts';
import { conversationView, messageView, readView } from '../views.ts';
import { readSyncQuery } from './body.ts';
import { lengthOf, responseLengthMax } from './room.ts';
import { answer, type Routes, userOf } from './routes.ts';

export function addSyncRoute({ router, context: { store } }: Routes): void {
    router.get('/sync', async (request, response) => {
        const { since } = readSyncQuery(request);
        const { id } = userOf(response);
        const found = since === undefined ? null : await changesFor(store, id, since, syncLimit);
        if (found) {
            const unread = await store.unreadOf(id);
            answer(response, { ...found, unread, reset: false });
            return;
        }
        const cursor = await store.cursor();
        answer(response, {
            ...nothing,
            cursor,
            unread: await store.unreadOf(id),
            more: false,
            // An unknown cursor: the client must reload its lists.
            reset: since !== undefined,
        });
    });
}

/** Fewer at a time, if they are too long for one response; null if the cursor is unknown. */
async function changesFor(store: Store, userId: string, since: string, limit: number) {
    const found = await store.changesSince(since, limit, userId);
    if (!found) return null;
    const { changes, cursor, more } = found;
    const view = { ...(await changesView(store, userId, changes)), cursor, more };
    const share = responseLengthMax / lengthOf(view);
    if (share >= 1 || changes.length <= 1) return view;
    return changesFor(store, userId, since, Math.max(1, Math.floor(changes.length * share * 0.9)));
}

const nothing = { conversations: [], messages: [], reads: [] };

async function changesView(store: Store, userId: string, changes: Change[]) {
    if (changes.length === 0) return nothing;
    const ids = [...new Set(changes.map((change) => change.conversationId))];
    const conversations = await store.conversationsOf(userId, { ids });
    const byId = new Map(conversations.map((one) => [one.id, one]));
    const messages = [];
    const reads = [];
    for (const change of changes) {
        const conversation = byId.get(change.conversationId);
        if (!conversation) continue;
        if (change.kind === 'message') {
            messages.push(messageView(change.message, conversation.participants));
        } else if (change.kind === 'read') {
            reads.push(readView(change));
        }
    }
    const views = conversations.map((one) => conversationView(one, userId));
    return { conversations: views, messages, reads };
}
