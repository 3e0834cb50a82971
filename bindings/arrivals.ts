/**
 * What comes by itself is handled at once. Of many that come in quick succession, those of two frames
 * of the display are handled together: nobody reads more, and code that handles one after the other
 * takes half the time of code that is called for each anew.
 */
export const rushMs = 32;
/** So many in that time are no rush yet: a handshake, a message and what it changes. */
export const singlesMax = 4;
/** More are not kept waiting. */
export const waitingMax = 1000;

export class Arrivals<Item> {
    private waiting: Item[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    /** When the present stretch of time began, and what has come in it. */
    private since = 0;
    private count = 0;

    constructor(private readonly handle: (item: Item) => void) {}

    add(item: Item): void {
        if (this.timer === undefined && this.isSingle()) {
            this.handle(item);
            return;
        }
        this.timer ??= setTimeout(() => this.flush(), rushMs);
        if (this.waiting.push(item) === waitingMax) this.flush();
    }

    /** Handles what waits, before something that came after it. */
    flush(): void {
        const items = this.waiting;
        this.drop();
        for (const item of items) this.handle(item);
        this.since = Date.now();
        // A rush goes on until a stretch brings no more than singles.
        this.count = items.length;
    }

    /** Forgets what waits. */
    drop(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.waiting = [];
    }

    private isSingle(): boolean {
        const now = Date.now();
        if (now - this.since > rushMs) {
            this.since = now;
            this.count = 0;
        }
        this.count += 1;
        // Nobody looks at a hidden page, and its timers are late.
        return this.count <= singlesMax || globalThis.document?.hidden === true;
    }
}
