export type Timer = ReturnType<typeof setTimeout>;

/** A timer that does not keep the process alive. In browsers and jsdom, timers are mere numbers. */
export function after(ms: number, work: () => void): Timer {
    const timer: { unref?(): void } | number = setTimeout(work, ms);
    if (typeof timer === 'object') timer.unref?.();
    return timer as Timer;
}
