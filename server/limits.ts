// How much one user, or one address where nobody is signed in, may ask for.

import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';

interface Limit {
    points: number;
    seconds: number;
}

/** What is limited, and by default how often; the option `limits` has other points. */
export const defaultLimits = {
    /** Messages that one user sends. */
    messages: { points: 30, seconds: 60 },
    /** REST calls of one user, or of one address without a session. */
    requests: { points: 600, seconds: 60 },
    /** Sign-ins and tokens for one address. */
    auth: { points: 100, seconds: 900 },
    /** Typing events of one user; a client sends at most 2 a second in each conversation. */
    typing: { points: 40, seconds: 10 },
    /** Every other socket event of one user, each name by itself. */
    events: { points: 100, seconds: 10 },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof defaultLimits;
/** Other numbers of points for the same spans of time. */
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

/** Counts for one limit; over it, `consume` rejects with a RateLimiterRes. */
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

/** Limits of this process, unless others are opened. */
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
