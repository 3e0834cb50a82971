// A user's conversations, and how much of them is unread.

import { conversationView, threadView } from '../views.ts';
import { readListQuery } from './body.ts';
import { answer, type Routes, userOf } from './routes.ts';

export function addListRoutes({ router, context: { store } }: Routes): void {
    router.get('/unread', async (_request, response) => {
        answer(response, { count: await store.unreadOf(userOf(response).id) });
    });

    router.get('/conversations', async (request, response) => {
        // Cursor first, so that changes in between come twice rather than never.
        const cursor = await store.cursor();
        const filter = readListQuery(request);
        const { id } = userOf(response);
        const conversations = await store.conversationsOf(id, filter);
        const views = conversations.map((one) => conversationView(one, id));
        answer(response, { conversations: views, cursor });
    });

    router.get('/threads', async (request, response) => {
        const { id } = userOf(response);
        const conversations = await store.conversationsOf(id, readListQuery(request));
        answer(response, { threads: conversations.map((one) => threadView(one, id)) });
    });

    // Older pages request these folders, which this server does not have.
    for (const folder of ['/drafts', '/sent']) {
        router.get(folder, async (_request, response) => answer(response, { messages: [] }));
    }
}
