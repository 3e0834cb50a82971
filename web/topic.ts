/**
 * A value that several callbacks of the page follow: each is called at most once per task, the
 * first time when there is a value at all, and never after its own unsubscribe function was called.
 */
interface Subscriber<T> {
    callback: (value: T) => void;
    due: boolean;
}

// Browsers take ten times as long for `queueMicrotask`. And Parcel 2.16 puts an import in the place
// of what is given to `then` where it stands right behind `Promise.resolve()`.
const resolved = Promise.resolve();

export class Topic<T> {
    private readonly subscribers = new Set<Subscriber<T>>();
    private read: (() => T) | null = null;
    private scheduled = false;

    get size(): number {
        return this.subscribers.size;
    }

    /** `read` makes the value anew for each callback, so that none sees what another did to it. */
    publish(read: () => T): void {
        this.read = read;
        for (const subscriber of this.subscribers) subscriber.due = true;
        this.schedule();
    }

    /** Returns the function that ends it; `ended` is called when that was the last callback. */
    follow(callback: (value: T) => void, ended: () => void): () => void {
        if (typeof callback !== 'function') throw new TypeError('There is no callback');
        const subscriber = { callback, due: this.read !== null };
        this.subscribers.add(subscriber);
        if (subscriber.due) this.schedule();
        return () => {
            // Once only, and not for what came after a cleanup.
            if (!this.subscribers.delete(subscriber) || this.size > 0) return;
            this.clear();
            ended();
        };
    }

    /** Forgets value and callbacks. */
    clear(): void {
        this.subscribers.clear();
        this.read = null;
    }

    private schedule(): void {
        if (this.scheduled) return;
        this.scheduled = true;
        resolved.then(() => this.flush());
    }

    private flush(): void {
        this.scheduled = false;
        for (const subscriber of [...this.subscribers]) {
            // One of the callbacks may have unsubscribed another.
            if (!this.read || !subscriber.due || !this.subscribers.has(subscriber)) continue;
            subscriber.due = false;
            try {
                subscriber.callback(this.read());
            } catch (error) {
                // The page's fault shows up as its own; the other callbacks are still called.
                setTimeout(() => {
                    throw error;
                });
            }
        }
    }
}
