export type Timer = ReturnType<typeof setTimeout>;

/** A timer that does not keep the process alive. In browsers and jsdom, timers are mere numbers. */
export function after(ms: number, work: () => void): Timer {
    const timer: { unref?(): void } | number = setTimeout(work, ms);
    if (typeof timer === 'object') timer.unref?.();
    return timer as Timer;
}

/** Does `work`, which never rejects, with a pause before each time, until the result is called. */
export function repeat(pauseMs: number, work: () => Promise<void>): () => void {
    let timer: Timer;
    let stopped = false;
    const plan = () => {
        if (!stopped) timer = after(pauseMs, () => void work().then(plan));
    };
    plan();
    return () => {
        stopped = true;
        clearTimeout(timer);
    };
}
