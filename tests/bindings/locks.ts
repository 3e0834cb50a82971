// Simulated browser locks for the tabs of a test: Node has none before version 24.

interface Holder {
    release(): void;
    lose(): void;
}

interface Request {
    work(): Promise<unknown>;
    resolve(value: unknown): void;
    reject(error: unknown): void;
}

const aborted = () => new DOMException('aborted', 'AbortError');

export class Locks {
    private readonly held = new Map<string, Holder>();
    private readonly queues = new Map<string, Request[]>();

    request(name: string, options: LockOptions, work: () => Promise<unknown>): Promise<unknown> {
        const { signal, steal } = options;
        return new Promise((resolve, reject) => {
            if (signal?.aborted) return reject(aborted());
            const request: Request = { work, resolve, reject };
            const queue = this.queueOf(name);
            if (steal) {
                queue.unshift(request);
                this.held.get(name)?.lose();
            } else {
                queue.push(request);
            }
            signal?.addEventListener('abort', () => {
                const at = queue.indexOf(request);
                if (at < 0) return;
                queue.splice(at, 1);
                reject(aborted());
            });
            queueMicrotask(() => this.grant(name));
        });
    }

    /** The names of all locks that are held. */
    get names(): string[] {
        return [...this.held.keys()];
    }

    /** How many requests wait for `name`. */
    waiting(name: string): number {
        return this.queueOf(name).length;
    }

    /** Ends the holder of `name`, as a crash does. */
    end(name: string): void {
        this.held.get(name)?.release();
    }

    private queueOf(name: string): Request[] {
        const queue = this.queues.get(name) ?? [];
        this.queues.set(name, queue);
        return queue;
    }

    private grant(name: string): void {
        const next = this.held.has(name) ? undefined : this.queueOf(name).shift();
        if (!next) return;
        const release = () => {
            if (this.held.get(name) !== holder) return;
            this.held.delete(name);
            queueMicrotask(() => this.grant(name));
        };
        const lose = () => {
            release();
            next.reject(aborted());
        };
        const holder: Holder = { release, lose };
        this.held.set(name, holder);
        next.work().then(next.resolve, next.reject).finally(release);
    }
}
