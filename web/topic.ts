/**
 * A value that several callbacks follow. Each is called at most once per task, first when there is
 * a value, and never after it was unsubscribed.
 */
interface Subscriber<T> {
    callback: (value: T) => void;
    due: boolean;
}

// `queueMicrotask` takes browsers ten times as long. And where `then` directly follows
// `Promise.resolve()`, Parcel 2.16 replaces its argument by an import.
const resolved = Promise.resolve();

export class Topic<T> {
    private readonly subscribers = new Set<Subscriber<T>>();
    private read: (() => T) | null = null;
    private scheduled = false;

    get size(): number {
        return this.subscribers.size;
    }

    /** `read` makes a new value for each callback, so that none sees another's modifications. */
    publish(read: () => T): void {
        this.read = read;
        for (const subscriber of this.subscribers) subscriber.due = true;
        this.schedule();
    }

    /** Returns the unsubscribe function. `ended` is called after the last one unsubscribed. */
    follow(callback: (value: T) => void, ended: () => void): () => void {
        if (typeof callback !== 'function') throw new TypeError('There is no callback');
        const subscriber = { callback, due: this.read !== null };
        this.subscribers.add(subscriber);
        if (subscriber.due) this.schedule();
        return () => {
            // Only once, and not for subscriptions that a cleanup has removed.
            if (!this.subscribers.delete(subscriber) || this.size > 0) return;
            this.clear();
            ended();
        };
    }

    /** Drops the value and the callbacks. */
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
            // An earlier callback may have unsubscribed this one.
            if (!this.read || !subscriber.due || !this.subscribers.has(subscriber)) continue;
            subscriber.due = false;
            try {
                subscriber.callback(this.read());
            } catch (error) {
                // Surfaces as the page's own error, and the other callbacks still run.
                setTimeout(() => {
                    throw error;
                });
            }
        }
    }
}
