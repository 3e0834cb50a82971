// Delivers changes to the sockets by following the store's change numbers. So events come in the
// store's order, whatever the order in which requests finish, and each change is delivered once.
//
// Each process of a cluster follows the changes for its own sockets. The numbered changes are a
// transactional outbox, stored together with the message, so a process that crashes between storing
// and delivering loses nothing. An announcement only makes other processes look at once.

import type { Server } from 'socket.io';
import { waitMsFor } from '../busy.ts';
import type { MaybePromise } from '../context.ts';
import type { Log } from '../log.ts';
import type { Change, Conversation, Message, Store } from '../store/store.ts';
import { after, type Timer } from '../timer.ts';
import type { Session, User } from '../user.ts';
import { conversationView, messageView, readView } from '../views.ts';
import { type BacklogFigures, createBacklog } from './backlog.ts';
import { conversationRoom, userRoom } from './rooms.ts';

/** The fewer queries per change, the sooner a busy process catches up. */
const batchSize = 500;
const retryMs = 1000;
/** A busy process looks less often and finds more each time; this delay is unnoticeable. */
const restMs = 5;
/** When to look again for a change that waits for an earlier transaction. */
const pendingMs = 10;

export interface PublisherOptions {
    /** Other processes serving the same store, if any. */
    neighbours?: Neighbours | undefined;
    /**
     * How often to look for changes that another process stored but could not announce, in ms;
     * default: never.
     */
    pollMs?: number | undefined;
    /** Called for each message delivered to the sockets of this process. */
    onTold?: ((message: Message) => void) | undefined;
}

/** Whether a user who was let into a conversation may still read it. */
export type MayRead = (user: User, conversation: Conversation) => MaybePromise<boolean>;

/** Other processes with the same store. */
export interface Neighbours {
    /** Tells them that something was stored. */
    announce(): void;
    /** `told` is called whenever one of them announces something. */
    listen(told: () => void): void;
}

export interface Publisher {
    /** Call this after storing something. */
    poke(): void;
    /** Resolves once everything stored so far has been delivered. */
    settled(): Promise<void>;
    /** What is known to be stored but not delivered yet. */
    backlog(): BacklogFigures;
    stop(): void;
}

/** Starts at the current end of the changes: `sync` delivers what was stored before. */
export function createPublisher(
    io: Server,
    store: Store,
    log: Log,
    { neighbours, pollMs, onTold }: PublisherOptions = {},
    mayRead: MayRead = () => true,
): Publisher {
    const start = store.cursor();
    const backlog = createBacklog();
    let position: string | null = null;
    let pending = false;
    let running: Promise<void> | null = null;
    let retry: Timer | undefined;
    let poll: Timer | undefined;
    let stopped = false;

    async function run(): Promise<void> {
        try {
            // The store may answer by now, even if it did not at the start.
            position ??= await start.catch(() => store.cursor());
            while (pending && !stopped) {
                pending = false;
                const caughtUp = backlog.looking();
                const told = await publishFrom({ io, store, log, mayRead }, position);
                // Immediately, so that nothing is delivered twice, whatever fails next.
                position = told.position;
                for (const message of told.messages) onTold?.(message);
                if (told.pending) again(pendingMs);
                else if (!told.more) caughtUp();
                if (told.more) pending = true;
                else if (pending) await rest();
            }
        } catch (error) {
            if (stopped) return;
            backlog.failed();
            log.error('Changes could not be told to the sockets', error);
            again(retryMs);
        } finally {
            running = null;
        }
    }

    function again(ms: number): void {
        clearTimeout(retry);
        retry = after(ms, look);
    }

    function look(): void {
        if (stopped) return;
        pending = true;
        clearTimeout(retry);
        running ??= run();
    }

    function lookRegularly(everyMs: number): void {
        look();
        poll = after(everyMs, () => lookRegularly(everyMs));
    }

    function announced(): void {
        backlog.announced();
        look();
    }

    // The start position must be known before anything to be delivered is stored.
    start.catch(look);
    neighbours?.listen(announced);
    if (pollMs !== undefined) poll = after(pollMs, () => lookRegularly(pollMs));
    return {
        poke() {
            announced();
            neighbours?.announce();
        },
        async settled() {
            await start;
            while (running) await running;
        },
        backlog: backlog.figures,
        stop() {
            stopped = true;
            clearTimeout(retry);
            clearTimeout(poll);
        },
    };
}

const rest = () =>
    new Promise<void>((resolve) => void after(Math.max(restMs, waitMsFor()), resolve));

interface Told {
    position: string;
    more: boolean;
    pending: boolean;
    messages: Message[];
}

interface Source {
    io: Server;
    store: Store;
    log: Log;
    mayRead: MayRead;
}

async function publishFrom(source: Source, from: string): Promise<Told> {
    const { store } = source;
    const batch = await store.changesSince(from, batchSize);
    if (!batch) {
        return { position: await store.cursor(), more: false, pending: false, messages: [] };
    }
    const { changes, cursor: position, more, pending } = batch;
    await tell(source, changes);
    const messages = changes.flatMap((one) => (one.kind === 'message' ? [one.message] : []));
    return { position, more, pending, messages };
}

/** Queries everything before the first emit, so that a batch is delivered whole or not at all. */
async function tell(source: Source, changes: Change[]): Promise<void> {
    const { io, store } = source;
    const conversations = await conversationsOf(store, changes);
    for (const conversation of conversations.values()) {
        if (conversation) await putOut(source, conversation);
    }
    const outdated = outdatedViews(io, changes, conversations);
    const unread = await Promise.all([...outdated.keys()].map((user) => store.unreadOf(user)));
    for (const change of changes) {
        const conversation = conversations.get(change.conversationId);
        if (conversation) tellOne(io, change, conversation);
    }
    [...outdated].forEach(([userId, seen], index) => {
        for (const conversation of seen) tellView(io, conversation, userId, unread[index] ?? 0);
    });
}

/** Sockets of users who have lost their access leave before they would be told more. */
async function putOut({ io, log, mayRead }: Source, conversation: Conversation): Promise<void> {
    const room = conversationRoom(conversation.id);
    for (const id of [...(io.sockets.adapter.rooms.get(room) ?? [])]) {
        const socket = io.sockets.sockets.get(id);
        const session = socket?.data.session as Session | null | undefined;
        try {
            if (session && (await mayRead(session.user, conversation))) continue;
        } catch (error) {
            log.error('authorize failed: a socket leaves its conversation', error);
        }
        socket?.leave(room);
    }
}

/** Connected users, and the conversations whose view has changed for them. */
function outdatedViews(
    io: Server,
    changes: Change[],
    conversations: Map<string, Conversation | null>,
): Map<string, Set<Conversation>> {
    const outdated = new Map<string, Set<Conversation>>();
    const isHere = (user: string) => io.sockets.adapter.rooms.has(userRoom(user));
    for (const change of changes) {
        const conversation = conversations.get(change.conversationId);
        if (!conversation) continue;
        const users = conversation.participants.map((one) => one.userId);
        for (const user of (change.kind === 'read' ? [change.userId] : users).filter(isHere)) {
            outdated.set(user, (outdated.get(user) ?? new Set()).add(conversation));
        }
    }
    return outdated;
}

/** Queried at once, so that a store can batch them. */
async function conversationsOf(
    store: Store,
    changes: Change[],
): Promise<Map<string, Conversation | null>> {
    const ids = [...new Set(changes.map((change) => change.conversationId))];
    const found = await Promise.all(
        ids.map(async (id) => [id, await store.conversation(id)] as const),
    );
    return new Map(found);
}

function tellOne(io: Server, change: Change, { participants }: Conversation): void {
    const { conversationId } = change;
    const users = participants.map((one) => userRoom(one.userId));
    // One emit to all rooms, so that a socket in several of them gets the event once.
    const everyone = io.local.to([...users, conversationRoom(conversationId)]);
    if (change.kind === 'message') {
        const message = messageView(change.message, participants);
        everyone.emit('new_message', { conversationId, message });
    } else if (change.kind === 'read') {
        everyone.except(userRoom(change.userId)).emit('message:read', readView(change));
    }
}

function tellView(io: Server, conversation: Conversation, userId: string, unread: number): void {
    io.local.to(userRoom(userId)).emit('conversation:updated', {
        conversationId: conversation.id,
        conversation: conversationView(conversation, userId),
        unread,
    });
}
