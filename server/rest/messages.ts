// The history of a conversation, and sending to it.

import type { Conversation, Message } from '../store/store.ts';
import { isSelf, type User } from '../user.ts';
import { messageView } from '../views.ts';
import { readHistoryQuery, readSend, type Send } from './body.ts';
import { HttpError } from './errors.ts';
import { thatFit } from './room.ts';
import { answer, conversationOf, limit, type Routes, userOf } from './routes.ts';

export function addMessageRoutes({ router, context }: Routes): void {
    router.get('/:conversationId', async (request, response) => {
        const conversation = await conversationOf(context, request, response, 'read');
        const cursor = await context.store.cursor();
        const query = readHistoryQuery(request);
        const { messages, ...rest } = await context.store.history(conversation.id, query);
        const views = messages.map((one) => messageView(one, conversation.participants));
        const fitting = thatFit(views, rest.after === undefined);
        const hasMore = rest.hasMore || fitting.length < views.length;
        answer(response, { messages: fitting, cursor, ...rest, hasMore });
    });

    router.post('/:conversationId', async (request, response) => {
        const user = userOf(response);
        const conversation = await conversationOf(context, request, response, 'send');
        const send = readSend(request);
        if (send.senderId !== null && !isSelf(user, send.senderId)) {
            const message = 'The page and the session belong to different users';
            throw new HttpError(409, 'Sender does not match the session', { message });
        }
        await limit(context, 'messages', user.id);
        const { message, stored } = await context.store.addMessage({
            conversationId: conversation.id,
            sender: senderIn(conversation, user),
            ...contentOf(send),
        });
        refuseForeignKey(message, conversation);
        if (stored) context.publish();
        const view = messageView(message, conversation.participants);
        answer(response, { messageId: message.id, message: view }, stored ? 201 : 200);
    });
}

function contentOf({ text, clientMessageId, extra }: Send) {
    return { text, clientMessageId, extra };
}

/** The sender's name and role in this conversation, from the session rather than the body. */
function senderIn(conversation: Conversation, user: User) {
    const participant = conversation.participants.find((one) => one.userId === user.id);
    const { name, role } = participant ?? user;
    return { id: user.id, name, role };
}

function refuseForeignKey(message: Message, conversation: Conversation): void {
    if (message.conversationId === conversation.id) return;
    throw new HttpError(409, 'clientMessageId was used in another conversation');
}
