import { type Database, toMessage } from './rows.ts';
import type { History, HistoryRequest } from './store.ts';

/**
 * A page of a conversation. With `after`, the oldest messages after that one, so that a client that
 * is behind catches up without gaps; else the newest ones, or the newest before `before`.
 */
export async function readHistory(
    database: Database,
    conversationId: string,
    request: HistoryRequest,
): Promise<History> {
    const after = await seqOf(database, conversationId, request.after);
    const before = await seqOf(database, conversationId, request.before);
    const forward = after !== null;
    let query = database
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('seq', forward ? 'asc' : 'desc')
        .limit(request.limit + 1);
    if (after !== null) query = query.where('seq', '>', after);
    if (before !== null) query = query.where('seq', '<', before);
    const rows = await query.execute();
    const hasMore = rows.length > request.limit;
    const messages = rows.slice(0, request.limit).map(toMessage);
    const history: History = { messages: forward ? messages : messages.reverse(), hasMore };
    if (after !== null && request.after !== undefined) history.after = request.after;
    if (before !== null && request.before !== undefined) history.before = request.before;
    return history;
}

async function seqOf(
    database: Database,
    conversationId: string,
    messageId: string | undefined,
): Promise<number | null> {
    if (messageId === undefined) return null;
    const row = await database
        .selectFrom('messages')
        .select('seq')
        .where('id', '=', messageId)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst();
    return row?.seq ?? null;
}
