export type Timer = ReturnType<typeof setTimeout>;

/** A timer that no process is kept alive for. Timers of browsers and of jsdom are mere numbers. */
export function after(ms: number, work: () => void): Timer {
    const timer: { unref?(): void } | number = setTimeout(work, ms);
    if (typeof timer === 'object') timer.unref?.();
    return timer as Timer;
}
