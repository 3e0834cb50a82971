/** Carries out the core's effects on the page: events, lists, counts, notices and results. */
import type { Attachments } from '../bindings/attachments.ts';
import type { PageEffect } from '../bindings/host.ts';
import type { Copies, List, Snapshot } from '../bindings/hub.ts';
import type { Change, Entry, Input, Path } from '../bindings/protocol.ts';
import type { Turn } from '../bindings/turn.ts';
import { toJson } from '../bindings/well_formed.ts';
import { putBinary } from './binary_arguments.ts';
import { originOf, typingStopMsDefault } from './core_config.ts';
import { rememberTransport } from './found_transport.ts';
import type { Link } from './link.ts';
import { Mirror } from './mirror.ts';
import type { LogLevel, MessagingOptions } from './options.ts';
import { patchConversation, patchMessage, toConversation, toMessage } from './page_objects.ts';
import { type JsonObject, valueAt } from './path.ts';
import type { Repeats } from './repeats.ts';
import type { SocketObject } from './socket_object.ts';
import { showToast } from './toasts.ts';
import type { ConversationObject, MessageObject } from './types.ts';
import { followTyping, forgetTyping } from './typing_timeouts.ts';

type Effect<Name extends PageEffect['type']> = Extract<PageEffect, { type: Name }>;

const logLevels: Array<LogLevel | 'silent'> = ['debug', 'info', 'warn', 'error', 'silent'];

function sourceOf(turn: Turn, from: Path | { text: number }): unknown {
    if (Array.isArray(from)) return valueAt(turn.document(), from);
    // An own message has no server time yet, so it gets the current one.
    return { createdAt: new Date().toISOString(), ...JSON.parse(turn.text(from.text)) };
}

/** A whole list entry as an insertion. */
function inserted({ id, state, clientMessageId }: JsonObject, index: number): Change {
    const entry = { id, state, ...(clientMessageId ? { clientMessageId } : {}) };
    return ['insert', index, entry as Entry, [index]];
}

/** Calls all listeners of `event`. Errors they throw surface as the page's own. */
function deliver(socket: SocketObject | null, event: string, args: unknown[]): void {
    for (const listener of socket?.listeners.get(event) ?? []) {
        try {
            listener(...args);
        } catch (error) {
            setTimeout(() => {
                throw error;
            });
        }
    }
}

export class PageEffects implements Copies {
    private readonly messages = new Map<string, Mirror<MessageObject>>();
    private conversations = new Mirror<ConversationObject>();
    private readonly hasOlder = new Map<string, boolean>();
    /** Inputs by call number, for results that depend on them. */
    private readonly asked = new Map<number, Input>();

    constructor(
        private readonly link: Link,
        private readonly repeats: Repeats,
        private readonly attachments: () => Attachments,
        private readonly acknowledge: (socket: number, ack: number, args: unknown[]) => void,
    ) {}

    /** Call this with every input before it is fed. */
    expect(input: Input): void {
        const { system, options } = this.link;
        followTyping(system, input, options.typingStopMs ?? typingStopMsDefault);
        if ('call' in input && input.call !== undefined) this.asked.set(input.call, input);
    }

    begin(list: List): void {
        if (list === null) this.conversations = new Mirror();
        else this.messages.set(list, new Mirror());
    }

    end(list: List): void {
        if (list !== null) this.messages.delete(list);
    }

    snapshot(list: List): Snapshot | null {
        const copy = list === null ? this.conversations : this.messages.get(list);
        if (!copy?.hasContent) return null;
        const entries: JsonObject[] = copy.list();
        const changes: Change[] = [['clear'], ...entries.map(inserted)];
        const hasOlder = list !== null && (this.hasOlder.get(list) ?? false);
        const effect: PageEffect =
            list === null
                ? { type: 'Conversations', changes }
                : { type: 'Messages', conversationId: list, hasOlder, changes };
        return { effect, json: toJson(entries) };
    }

    execute(effect: PageEffect, turn: Turn): void {
        const { link } = this;
        switch (effect.type) {
            case 'Settle':
                return this.settle(effect, turn);
            case 'Log':
                return this.log(effect.level, effect.message);
            case 'State':
                return this.state(effect);
            case 'Connection':
                return this.connection(effect);
            case 'Typing': {
                const { type: _, ...detail } = effect;
                return link.dispatch('messaging:typing', detail);
            }
            case 'Read': {
                const { type: _, ...detail } = effect;
                return link.dispatch('messaging:read', detail);
            }
            case 'MessageState': {
                const { type: _, ...detail } = effect;
                this.messageState(detail);
                return link.dispatch('messaging:message', detail);
            }
            case 'Messages':
                return this.changeMessages(effect, turn);
            case 'Conversations':
                return this.changeConversations(effect, turn);
            case 'Unread':
                link.system.lastUnreadCount = effect.count;
                // Nobody may follow it here, but in another tab.
                if (link.unread.size > 0) link.unread.publish(() => effect.count);
                return;
            case 'Event':
                return this.event(effect, turn);
            case 'Toast':
                return this.toast(effect);
            case 'Error': {
                const { type: _, ...detail } = effect;
                link.dispatch('messaging:error', detail);
                // Something is set up wrongly: what is shown stays out of date or empty.
                const isLasting = !detail.retryable || detail.code === 'malformed';
                return this.log(isLasting ? 'warn' : 'info', toJson(detail));
            }
        }
    }

    private state(effect: Effect<'State'>): void {
        const { link } = this;
        const { system, socket } = link;
        const { state, since, nextAttemptAt, reason, continuity, mode, sid } = effect;
        system.state = state;
        system.mode = mode;
        if (state === 'online') rememberTransport(originOf(link.options), mode);
        system.pollingIntervals.length = 0;
        // Polling is also tried while offline. The 0 is not a browser timer, in case a page clears
        // it.
        const polls = state === 'polling' || state === 'offline';
        if (polls && link.options.pollIntervalMs !== 0) system.pollingIntervals.push(0);
        if (socket) socket.id = sid ?? undefined;
        const lost = polls || state === 'unauthenticated';
        if (lost && !system.isConnected) link.showOffline();
        link.dispatch('messaging:state', { state, mode, since, nextAttemptAt, reason, continuity });
        link.engine?.calls.decide();
        this.log('debug', `${state}: ${reason}`);
    }

    private connection({ status, mode }: Effect<'Connection'>): void {
        const { system, socket } = this.link;
        const online = status === 'online';
        system.mode = mode;
        system.isConnected = online;
        if (!online) {
            system._hasDisconnected = true;
            forgetTyping(system.typingTimeouts);
        }
        system.emitConnectionStatus(status);
        if (online) deliver(socket, 'connect', []);
        else deliver(socket, 'disconnect', ['transport close']);
    }

    /** The core may be lost before it settles the call, which comes after this. */
    private messageState({
        clientMessageId,
        state,
        messageId,
    }: Omit<Effect<'MessageState'>, 'type'>): void {
        for (const call of this.repeats.messageState(clientMessageId, state)) {
            if (messageId !== null) this.link.pending.get(call)?.resolve(messageId as never);
        }
    }

    private changeMessages(effect: Effect<'Messages'>, turn: Turn): void {
        const { conversationId, changes, hasOlder } = effect;
        const list = this.messages.get(conversationId);
        if (!list) return;
        this.hasOlder.set(conversationId, hasOlder);
        list.apply(changes, {
            make: (entry, from) =>
                toMessage(sourceOf(turn, from), entry, conversationId, this.link.userId),
            patch: patchMessage,
        });
        this.link.messages.get(conversationId)?.publish(() => list.list());
    }

    private changeConversations({ changes }: Effect<'Conversations'>, turn: Turn): void {
        const list = this.conversations;
        const newest = ({ lastMessage }: Entry) =>
            lastMessage && valueAt(turn.document(), lastMessage);
        list.apply(changes, {
            make: (entry, from) =>
                toConversation(sourceOf(turn, from), entry, this.link.userId, newest(entry)),
            patch: (object, entry) => patchConversation(object, entry, newest(entry)),
        });
        if (this.link.conversations.size > 0) this.link.conversations.publish(() => list.list());
    }

    private event({ socket: from, attachments, text, ack }: Effect<'Event'>, turn: Turn): void {
        const { socket } = this.link;
        if (!socket?.hasListeners) return;
        const packet = text === undefined ? turn.document() : JSON.parse(turn.text(text));
        const [name, ...args] = this.withBinary(packet, attachments);
        if (ack !== undefined) {
            let done = false;
            args.push((...answer: unknown[]) => {
                if (!done) this.acknowledge(from, ack, answer);
                done = true;
            });
        }
        deliver(socket, String(name), args);
    }

    private withBinary(args: unknown, attachments: number[] = []): unknown[] {
        const buffers = attachments.map((attachment) => this.attachments().get(attachment));
        const complete = putBinary(args, buffers);
        return Array.isArray(complete) ? complete : [];
    }

    reject(call: number, error: unknown): void {
        this.asked.delete(call);
        this.repeats.settled(call);
        this.link.pending.get(call)?.reject(error);
        this.link.pending.delete(call);
    }

    private settle(effect: Effect<'Settle'>, turn: Turn): void {
        const { link } = this;
        const { pending } = link;
        const asked = this.asked.get(effect.call);
        if (effect.ok) {
            const call = pending.get(effect.call);
            pending.delete(effect.call);
            this.asked.delete(effect.call);
            this.repeats.settled(effect.call, effect.value);
            call?.resolve(this.answer(effect, asked, turn) as never);
            return;
        }
        const { code, status, message, retryable } = effect.error;
        const words = message || (asked?.type === 'SendMessage' ? 'Failed to send message' : code);
        this.reject(effect.call, link.error(words, code, status, retryable));
    }

    private answer(
        { value, from, attachments, text }: Effect<'Settle'> & { ok: true },
        asked: Input | undefined,
        turn: Turn,
    ): unknown {
        const document = () => (text === undefined ? turn.document() : JSON.parse(turn.text(text)));
        const found = from ? valueAt(document(), from) : value;
        if (asked?.type === 'Emit') {
            return this.withBinary(from ? found : (value ?? document()), attachments);
        }
        if (asked?.type === 'LoadOlder') {
            return value ?? this.hasOlder.get(asked.conversationId) ?? false;
        }
        if (asked?.type !== 'Fetch' || asked.what === 'unread') return found;
        const list = Array.isArray(found) ? found : [];
        return asked.what === 'conversations'
            ? list.map((each) => toConversation(each, {}, this.link.userId))
            : list.map((each) => toMessage(each, {}, asked.conversationId));
    }

    private toast({ toast, intervalMs }: Effect<'Toast'>): void {
        const { link } = this;
        if (toast === 'polling') link.system._pollingNotificationShown = true;
        const { options, strings } = link;
        showToast(toast, intervalMs, { toast: options.toast, strings });
    }

    log(level: LogLevel, message: string): void {
        writeLog(this.link.options, level, message);
    }
}

export function writeLog(
    { log = 'warn' }: MessagingOptions,
    level: LogLevel,
    message: string,
): void {
    if (typeof log === 'function') log(level, message);
    else if (logLevels.indexOf(level) >= logLevels.indexOf(log)) {
        console[level](`messaging: ${message}`);
    }
}
