// Rate limits per user, or per address where nobody is signed in.

import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';

interface Limit {
    points: number;
    seconds: number;
}

/** The limits and their defaults. The option `limits` overrides the points. */
export const defaultLimits = {
    /** Messages sent by one user. */
    messages: { points: 30, seconds: 60 },
    /** REST calls of one user, or of one address without a session. */
    requests: { points: 600, seconds: 60 },
    /** Sign-ins and tokens of one address. */
    auth: { points: 100, seconds: 900 },
    /** Typing events of one user; a client sends at most 2 a second per conversation. */
    typing: { points: 40, seconds: 10 },
    /** Any other socket event of one user, counted per event name. */
    events: { points: 100, seconds: 10 },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof defaultLimits;
/** Overrides the points; the time windows stay. */
export type LimitOptions = Partial<Record<LimitName, number>>;

export interface Verdict {
    allowed: boolean;
    retryAfterMs: number;
    /** 1 at the limit, 10 at ten times the limit. */
    excess: number;
}

export interface Limits {
    take(name: LimitName, key: string): Promise<Verdict>;
}

/** Counts against one limit. `consume` rejects with a RateLimiterRes when over it. */
interface Limiter {
    readonly points: number;
    consume(key: string): Promise<unknown>;
}
/** `duration` is in seconds. */
export type OpenLimiter = (limit: {
    points: number;
    duration: number;
    keyPrefix: string;
}) => Limiter;

/** In-process limits, unless `open` creates others. */
export function createLimits(
    options: LimitOptions = {},
    open: OpenLimiter = (limit) => new RateLimiterMemory(limit),
): Limits {
    const limiters = new Map(
        Object.entries(defaultLimits).map(([name, { points, seconds }]) => {
            const raised = options[name as LimitName] ?? points;
            return [
                name,
                open({ points: raised, duration: seconds, keyPrefix: `limit:${name}` }),
            ] as const;
        }),
    );
    return {
        async take(name, key) {
            const limiter = limiters.get(name);
            if (!limiter) throw new Error(`There is no limit named ${name}`);
            try {
                await limiter.consume(key);
                return { allowed: true, retryAfterMs: 0, excess: 0 };
            } catch (refusal) {
                if (!(refusal instanceof RateLimiterRes)) throw refusal;
                const excess = refusal.consumedPoints / limiter.points;
                return { allowed: false, retryAfterMs: refusal.msBeforeNext, excess };
            }
        },
    };
}
