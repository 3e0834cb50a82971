/**
 * One core for several seats, each the page of a tab. To the core they look like one page: it hears
 * of a wish when the first seat has it, and of its end when the last seat no longer has it.
 */
import type { Host, PageEffect } from './host.ts';
import type { Input } from './protocol.ts';
import { type Turn, turnOf } from './turn.ts';

/** A list that seats have copies of: a conversation's messages (its id), or the conversations. */
export type List = string | null;

/** The list as it is now, as a change of an empty copy. */
export interface Snapshot {
    effect: PageEffect;
    /** The document that its paths point into. */
    json: string;
}

/** The copies of the lists; one of each is kept beside the core for seats that come later. */
export interface Copies {
    /** The list starts empty; its first content follows when there is one. */
    begin(list: List): void;
    end(list: List): void;
    /** null if the list has had no content yet. */
    snapshot(list: List): Snapshot | null;
}

export interface Seat {
    execute(effect: PageEffect, turn: Turn): void;
    /** Its copy of `list` starts empty. */
    begin(list: List): void;
    /** What it wants cannot be combined with what another seat wants. */
    refuse(): void;
}

/** What a page may want, and what ends it. */
const ends = {
    Connect: 'Disconnect',
    WatchConversations: 'UnwatchConversations',
    WatchUnread: 'UnwatchUnread',
    OpenConversation: 'CloseConversation',
    JoinConversation: 'LeaveConversation',
    StartPolling: 'StopPolling',
    Visible: 'Hidden',
} as const;

type WishName = keyof typeof ends;
type Wish = Extract<Input, { type: WishName }>;

const beginnings = new Map<string, WishName>(
    (Object.keys(ends) as WishName[]).map((name) => [ends[name], name]),
);

function isWish(input: Input): input is Wish {
    return input.type in ends;
}

/** Whether `input` only says what its page wants or no longer wants. New cores hear it again. */
export function isStanding(input: Input): boolean {
    return isWish(input) || beginnings.has(input.type);
}

function keyOf(name: WishName, input: Input): string {
    return 'conversationId' in input ? `${name} ${input.conversationId}` : name;
}

const noText = () => '';
const noTurn = turnOf(noText, noText);

function listOf(input: Input): List | undefined {
    if (input.type === 'OpenConversation') return input.conversationId;
    return input.type === 'WatchConversations' ? null : undefined;
}

interface Standing {
    input: Wish;
    seats: Set<Seat>;
}

export class Hub {
    private readonly core: Host;
    private readonly seats = new Set<Seat>();
    private readonly wishes = new Map<string, Standing>();
    private readonly calls = new Map<number, { seat: Seat; call: number }>();
    private lastCall = 0;
    /** The last effect of each kind that later seats must know. */
    private readonly last = new Map<PageEffect['type'], PageEffect>();

    /** `own`: the seat beside the core, which also keeps `copies`. */
    constructor(
        begin: (onEffect: (effect: PageEffect, turn: Turn) => void) => Host,
        private readonly own: Seat,
        private readonly copies: Copies,
    ) {
        this.seats.add(own);
        this.core = begin((effect, turn) => this.execute(effect, turn));
    }

    get attachments(): Host['attachments'] {
        return this.core.attachments;
    }

    /** Tells a seat the current state; the seat itself says what it watches. */
    add(seat: Seat): void {
        this.seats.add(seat);
        for (const effect of this.last.values()) seat.execute(effect, noTurn);
    }

    remove(seat: Seat): void {
        this.seats.delete(seat);
        for (const { input } of this.wishes.values()) {
            this.feed(seat, { ...input, type: ends[input.type] } as Input, '');
        }
    }

    isVisible(seat: Seat): boolean {
        return this.wishes.get('Visible')?.seats.has(seat) ?? false;
    }

    feed(seat: Seat, input: Input, text: string): void {
        if (isWish(input)) {
            this.want(seat, input, text);
            return;
        }
        const beginning = beginnings.get(input.type);
        if (beginning) {
            if (!this.wantsNoMore(seat, keyOf(beginning, input))) return;
            this.core.feed(input, text);
            // Closing a conversation leaves its room, in which others may want to be.
            const joined = this.wishes.get(keyOf('JoinConversation', input));
            if (joined) this.core.feed(joined.input, '');
            return;
        }
        if (!('call' in input) || input.call === undefined) {
            this.core.feed(input, text);
            return;
        }
        this.lastCall += 1;
        this.calls.set(this.lastCall, { seat, call: input.call });
        this.core.feed({ ...input, call: this.lastCall }, text);
    }

    destroy(): void {
        this.core.destroy();
    }

    private want(seat: Seat, input: Wish, text: string): void {
        const key = keyOf(input.type, input);
        const before = this.wishes.get(key);
        const others = before ? [...before.seats].filter((each) => each !== seat) : [];
        const isSame = JSON.stringify(before?.input) === JSON.stringify(input);
        if (others.length > 0 && !isSame) {
            seat.refuse();
            // The seat beside the core keeps the core, and has it to itself.
            if (seat === this.own) this.want(seat, input, text);
            return;
        }
        const isFirst = !before;
        const isRepeated = before?.seats.has(seat);
        this.wishes.set(key, { input, seats: new Set([...others, seat]) });
        const list = listOf(input);
        if (list !== undefined && !isRepeated) this.show(seat, list, isFirst);
        if (isFirst || isRepeated) this.core.feed(input, text);
        const count = input.type === 'WatchUnread' && this.last.get('Unread');
        if (count && !isFirst) seat.execute(count, noTurn);
    }

    /** Gives a seat its copy; unless it is the first, with what is there already. */
    private show(seat: Seat, list: List, isFirst: boolean): void {
        if (isFirst) this.copies.begin(list);
        seat.begin(list);
        const snapshot = this.copies.snapshot(list);
        if (!snapshot) return;
        const { effect, json } = snapshot;
        seat.execute(
            effect,
            turnOf(() => json, noText),
        );
    }

    /** Ends a seat's wish. Returns whether no seat has it any more. */
    private wantsNoMore(seat: Seat, key: string): boolean {
        const wish = this.wishes.get(key);
        // What no seat is known to want may still be ended: a core may start with it.
        if (!wish) return true;
        wish.seats.delete(seat);
        if (wish.seats.size > 0) return false;
        this.wishes.delete(key);
        const list = listOf(wish.input);
        if (list !== undefined) this.copies.end(list);
        return true;
    }

    private execute(effect: PageEffect, turn: Turn): void {
        if (effect.type === 'Settle') {
            const asked = this.calls.get(effect.call);
            this.calls.delete(effect.call);
            if (asked && this.seats.has(asked.seat)) {
                asked.seat.execute({ ...effect, call: asked.call }, turn);
            }
            return;
        }
        const { type } = effect;
        if (type === 'State' || type === 'Connection' || type === 'Unread') {
            this.last.set(type, effect);
        }
        for (const seat of [...this.seats]) {
            if (seat === this.own || this.concerns(seat, effect)) seat.execute(effect, turn);
        }
    }

    private concerns(seat: Seat, effect: PageEffect): boolean {
        const wants = (key: string) => this.wishes.get(key)?.seats.has(seat) ?? false;
        switch (effect.type) {
            case 'Messages':
                return wants(keyOf('OpenConversation', { ...effect, type: 'OpenConversation' }));
            case 'Conversations':
                return wants('WatchConversations');
            default:
                return effect.type !== 'Log';
        }
    }
}
