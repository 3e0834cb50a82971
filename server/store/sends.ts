// Stores messages. Those that arrive together share a transaction, since its main cost is waiting
// for the disk when it commits.

import { kindOf } from '../database/kind.ts';
import { oneOf, oneOfPairs } from '../database/one_of.ts';
import { type GatherOptions, gathered } from '../gather.ts';
import { newId } from '../ids.ts';
import { storableText } from '../text.ts';
import type { ChangeLog } from './changes.ts';
import { insertAtOnce } from './postgres_sends.ts';
import { type Database, toMessage } from './rows.ts';
import { type Message, type NewMessage, type Store, StoreUnavailable } from './store.ts';

/** SQLite has one writer. In PostgreSQL, one transaction can wait while another is written. */
const transactions: Record<'sqlite' | 'postgres', GatherOptions> = {
    sqlite: { most: 100, atOnce: 1 },
    postgres: { most: 100, atOnce: 2 },
};
/** Enough for everything the publisher looks up, in addition to requests. */
export const lookUps: GatherOptions = { most: 1000, atOnce: 2 };

type Key = readonly [senderId: string, clientMessageId: string];

type Outcome = { message: Message } | { error: unknown };

export function messageAdder(database: Database, log: ChangeLog): Store['addMessage'] {
    const find = gathered((keys: Key[]) => sentBefore(database, keys), lookUps);
    const insert = gathered(
        (batch: NewMessage[]) => insertTogether(database, log, batch),
        transactions[kindOf(database)],
    );
    const known = async ({ sender, clientMessageId }: NewMessage) =>
        clientMessageId ? find([sender.id, storableText(clientMessageId)]) : null;
    return async (given) => {
        const earlier = await known(given);
        if (earlier) return { message: earlier, stored: false };
        const outcome = await insert(given);
        if ('message' in outcome) return { message: outcome.message, stored: true };
        // The same send arrived twice at once, or the reply to a commit was lost.
        const other = await known(given).catch(() => null);
        if (other) return { message: other, stored: false };
        throw outcome.error;
    };
}

async function sentBefore(database: Database, keys: Key[]): Promise<(Message | null)[]> {
    const rows = await database
        .selectFrom('messages')
        .selectAll()
        .where(oneOfPairs(database, ['sender_id', 'client_message_id'], keys))
        .execute();
    const name = (key: readonly (string | null)[]) => JSON.stringify(key);
    const found = new Map(
        rows.map((row) => [name([row.sender_id, row.client_message_id]), toMessage(row)]),
    );
    return keys.map((key) => found.get(name(key)) ?? null);
}

async function insertTogether(
    database: Database,
    log: ChangeLog,
    batch: NewMessage[],
): Promise<Outcome[]> {
    try {
        return (await insertAll(database, log, batch)).map((message) => ({ message }));
    } catch (error) {
        if (batch.length === 1 || error instanceof StoreUnavailable) {
            return batch.map(() => ({ error }));
        }
        // Split the batch, so that one bad message does not fail the others.
        const middle = Math.ceil(batch.length / 2);
        const first = await insertTogether(database, log, batch.slice(0, middle));
        return [...first, ...(await insertTogether(database, log, batch.slice(middle)))];
    }
}

async function insertAll(
    database: Database,
    log: ChangeLog,
    batch: NewMessage[],
): Promise<Message[]> {
    const rounds = roundsOf(batch);
    if (kindOf(database) === 'postgres' && rounds.length === 1) {
        return insertRound(database, log, batch);
    }
    return database.transaction().execute(async (transaction) => {
        await lock(transaction, batch);
        const messages: Message[] = [];
        for (const round of rounds) {
            messages.push(...(await insertRound(transaction, log, round)));
        }
        return messages;
    });
}

/** Consecutive parts that one statement can number: different conversations, one time. */
function roundsOf(batch: NewMessage[]): NewMessage[][] {
    const rounds: NewMessage[][] = [];
    for (const given of batch) {
        const fits = (round: NewMessage[]) =>
            round[0]?.createdAt === given.createdAt &&
            round.every((one) => one.conversationId !== given.conversationId);
        // Only the last round: an earlier message of the conversation may be in between.
        const last = rounds.at(-1);
        if (last && fits(last)) last.push(given);
        else rounds.push([given]);
    }
    return rounds;
}

async function insertRound(
    transaction: Database,
    log: ChangeLog,
    round: NewMessage[],
): Promise<Message[]> {
    const createdAt = round[0]?.createdAt ?? Date.now();
    const ids = round.map(() => newId('msg'));
    if (kindOf(transaction) === 'postgres') {
        return insertAtOnce(transaction, round, ids, createdAt);
    }
    const seqs = await takeNumbers(transaction, round, createdAt);
    const rows = await transaction
        .insertInto('messages')
        .values(
            round.map((given, index) => ({
                id: ids[index] as string,
                conversation_id: given.conversationId,
                seq: seqs.get(given.conversationId) as number,
                sender_id: given.sender.id,
                sender_role: given.sender.role,
                sender_name: given.sender.name,
                kind: 'text',
                text: given.text,
                extra: given.extra ? JSON.stringify(given.extra) : null,
                client_message_id: given.clientMessageId ?? null,
                created_at: createdAt,
            })),
        )
        .returningAll()
        .execute();
    await transaction
        .updateTable('participants')
        .from('messages')
        .set((eb) => ({ unread: eb('participants.unread', '+', 1) }))
        .where(oneOf(transaction, 'messages.id', ids))
        .whereRef('participants.conversation_id', '=', 'messages.conversation_id')
        .whereRef('participants.user_id', '!=', 'messages.sender_id')
        .execute();
    await log.record(
        transaction,
        round.map(({ conversationId }, index) => ({
            conversation_id: conversationId,
            kind: 'message' as const,
            subject: ids[index] as string,
        })),
    );
    const messages = new Map(rows.map((row) => [row.id, toMessage(row)]));
    return ids.map((id) => messages.get(id) as Message);
}

/** Batches lock conversations in the same order, to avoid deadlocks. */
async function lock(transaction: Database, batch: NewMessage[]): Promise<void> {
    const ids = [...new Set(batch.map((one) => one.conversationId))];
    if (ids.length === 1 || kindOf(transaction) === 'sqlite') return;
    const rows = transaction
        .selectFrom('conversations')
        .select('id')
        .where(oneOf(transaction, 'id', ids));
    await rows.orderBy('id').forUpdate().execute();
}

/** The next number of each conversation. Their rows stay locked until the transaction ends. */
async function takeNumbers(
    transaction: Database,
    round: NewMessage[],
    createdAt: number,
): Promise<Map<string, number>> {
    const ids = round.map((one) => one.conversationId);
    const rows = await transaction
        .updateTable('conversations')
        .set((eb) => ({ last_seq: eb('last_seq', '+', 1), active_at: createdAt }))
        .where(oneOf(transaction, 'id', ids))
        .returning(['id', 'last_seq'])
        .execute();
    if (rows.length < ids.length) throw new Error('A conversation does not exist');
    return new Map(rows.map((row) => [row.id, row.last_seq]));
}
