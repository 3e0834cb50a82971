/**
 * What comes by itself is handled at once. Of many that come in quick succession, those of two
 * frames of the display are handled together: nobody reads more, and code that handles one after
 * the other takes half the time of code that is called for each anew.
 */
export const rushMs = 32;
/** So many in that time are no rush yet: a handshake, a message and what it changes. */
export const singlesMax = 4;
/** More are not kept waiting. */
export const waitingMax = 1000;

export class Arrivals<Item> {
    private waiting: Item[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private isWorking = false;
    /** When the present stretch of time began, and what has come in it. */
    private since = 0;
    private count = 0;

    /** What follows an item that `ends` has to come in a task of its own. */
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
        else this.timer ??= setTimeout(() => this.work(true), rushMs);
    }

    /** Handles all that waits, before something that came after it. */
    flush(): void {
        this.work(false);
    }

    /** Forgets what waits. */
    drop(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.waiting = [];
    }

    private work(mayPause: boolean): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.since = Date.now();
        // A rush goes on until a stretch brings no more than singles.
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
        if (now - this.since > rushMs) {
            this.since = now;
            this.count = 0;
        }
        this.count += 1;
        return this.count <= singlesMax;
    }
}
