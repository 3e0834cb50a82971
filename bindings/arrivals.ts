/**
 * Arrivals are handled at once, unless many come in quick succession: then those within two display
 * frames are handled together. No reader is faster, and handling several in a row takes half the
 * time of handling each in a call of its own.
 */
export const intervalMs = 32;
/** Up to this many in that time are no burst yet: a handshake, a message and what it changes. */
export const singlesMax = 4;
/** At this number they are handled without more waiting. */
export const waitingMax = 1000;

export class Arrivals<Item> {
    private waiting: Item[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private isWorking = false;
    /** When the current interval began, and how many have arrived in it. */
    private since = 0;
    private count = 0;

    /** What follows an item that `ends` must be handled in a task of its own. */
    constructor(
        private readonly handle: (items: Item[]) => void,
        private readonly ends: (item: Item) => boolean,
    ) {}

    add(item: Item): void {
        if (this.timer === undefined && !this.isWorking && this.isSingle()) {
            this.handle([item]);
            return;
        }
        const count = this.waiting.push(item);
        // Nobody looks at a hidden page, and its timers are late.
        if (count >= waitingMax || globalThis.document?.hidden) this.flush();
        else this.timer ??= setTimeout(() => this.work(true), intervalMs);
    }

    /** Handles all that is waiting, before something that came after it. */
    flush(): void {
        this.work(false);
    }

    /** Drops what is waiting. */
    drop(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.waiting = [];
    }

    private work(mayPause: boolean): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.since = Date.now();
        // A burst lasts until an interval brings no more than singles.
        this.count = this.waiting.length;
        this.isWorking = true;
        while (this.waiting.length > 0) {
            const end = this.waiting.findIndex(this.ends);
            this.handle(this.waiting.splice(0, end < 0 ? waitingMax : end + 1));
            if (end < 0 || !mayPause) continue;
            this.timer = setTimeout(() => this.work(true), 0);
            break;
        }
        this.isWorking = false;
    }

    private isSingle(): boolean {
        const now = Date.now();
        if (now - this.since > intervalMs) {
            this.since = now;
            this.count = 0;
        }
        this.count += 1;
        return this.count <= singlesMax;
    }
}
