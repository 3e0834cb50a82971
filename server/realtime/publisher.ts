// Tells the sockets what changed, by following the store's change numbers. So events come in the
// order of the store whatever the order in which requests finish, and each change is told once.
//
// Each process of a cluster follows the changes for its own sockets. The numbered changes are the
// outbox: they are stored together with the message, so a process that crashes between storing and
// telling takes nothing with it. A word to the neighbours only makes them look at once.

import type { Server } from 'socket.io';
import { waitMsFor } from '../busy.ts';
import type { Log } from '../log.ts';
import type { Change, Conversation, Message, Store } from '../store/store.ts';
import { after, type Timer } from '../timer.ts';
import { conversationView, messageView, readView } from '../views.ts';
import { type BacklogFigures, createBacklog } from './backlog.ts';
import { conversationRoom, userRoom } from './rooms.ts';

/** The fewer questions for each change the sooner a busy process is up to date again. */
const batchSize = 500;
const retryMs = 1000;
/** A busy process looks less often and finds more each time; nobody notices so short a delay. */
const restMs = 5;
/** When to look again for a change that waits for a transaction before it. */
const pendingMs = 10;

export interface PublisherOptions {
    /** Other processes that serve the same store, where there are any. */
    neighbours?: Neighbours | undefined;
    /**
     * How often to look for what another process stored and could not announce, in milliseconds;
     * default: never.
     */
    pollMs?: number | undefined;
    /** Called with each message that has been told to the sockets of this process. */
    onTold?: ((message: Message) => void) | undefined;
}

/** Other processes with the same store. */
export interface Neighbours {
    /** Tells them that something was stored. */
    announce(): void;
    /** Calls back whenever one of them announces. */
    listen(told: () => void): void;
}

export interface Publisher {
    /** Something was stored. */
    poke(): void;
    /** Resolves when everything stored so far has been told. */
    settled(): Promise<void>;
    /** How much of what is stored is not told yet. */
    backlog(): BacklogFigures;
    stop(): void;
}

/** Starts at the present end of the changes: what was stored before is for `sync` to tell. */
export function createPublisher(
    io: Server,
    store: Store,
    log: Log,
    { neighbours, pollMs, onTold }: PublisherOptions = {},
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
            // A store that did not answer at the start may do so by now.
            position ??= await start.catch(() => store.cursor());
            while (pending && !stopped) {
                pending = false;
                const caughtUp = backlog.looking();
                const told = await publishFrom(io, store, position);
                // At once: what has been told is not told again, whatever fails next.
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

    // Where it stands has to be known before anything is stored that is to be told.
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

async function publishFrom(io: Server, store: Store, from: string): Promise<Told> {
    const batch = await store.changesSince(from, batchSize);
    if (!batch) {
        return { position: await store.cursor(), more: false, pending: false, messages: [] };
    }
    const { changes, cursor: position, more, pending } = batch;
    await tell(io, store, changes);
    const messages = changes.flatMap((one) => (one.kind === 'message' ? [one.message] : []));
    return { position, more, pending, messages };
}

/** Asks for everything before the first word, so that it is told either whole or not at all. */
async function tell(io: Server, store: Store, changes: Change[]): Promise<void> {
    const conversations = await conversationsOf(store, changes);
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

/** Who of those here sees which conversations otherwise than before. */
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

/** Asked for together: a store that can makes one question of them. */
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
    // One emit to all rooms, so that a socket in several of them is told once.
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
