import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { OpenLimiter } from '../limits.ts';

/** With a Redis the processes of a cluster count together; while it is away, each for itself. */
export function sharedLimiter(redis: Redis): OpenLimiter {
    return (limit) =>
        new RateLimiterRedis({
            ...limit,
            storeClient: redis,
            insuranceLimiter: new RateLimiterMemory(limit),
        });
}
