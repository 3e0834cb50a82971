// Read marks, under the two paths that older pages know.

import { readMark } from './body.ts';
import { HttpError } from './errors.ts';
import {
    answer,
    conversationOf,
    type RestRequest,
    type RestResponse,
    type Routes,
    userOf,
} from './routes.ts';

export function addReadRoutes({ router, context }: Routes): void {
    const markRead = async (request: RestRequest, response: RestResponse) => {
        const conversation = await conversationOf(context, request, response, 'read');
        const { messageId } = readMark(request);
        const { id } = userOf(response);
        const mark = await context.store.markRead(conversation.id, id, messageId);
        if (!mark) throw new HttpError(404, 'Message not found');
        context.publish();
        answer(response, { success: true, markedRead: mark.markedRead });
    };
    router.post('/:conversationId/read', markRead);
    router.post('/threads/:conversationId/mark-read', markRead);
}
