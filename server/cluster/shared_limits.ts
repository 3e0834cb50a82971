import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { OpenLimiter } from '../limits.ts';

/** Processes of a cluster count together in Redis; while it is down, each counts by itself. */
export function sharedLimiter(redis: Redis): OpenLimiter {
    return (limit) =>
        new RateLimiterRedis({
            ...limit,
            storeClient: redis,
            insuranceLimiter: new RateLimiterMemory(limit),
        });
}
