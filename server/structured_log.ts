import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';
import type { Log } from './log.ts';

/** Id of the request being handled; every line logged meanwhile includes it. */
export const currentRequest = new AsyncLocalStorage<string>();

/**
 * What is logged of an error. Drivers attach more: PostgreSQL the refused row with its text, Redis
 * the command with its password.
 */
function describe(error: unknown): object {
    if (!(error instanceof Error)) return { type: typeof error };
    const { name, message, stack, cause, code } = error as Error & { code?: unknown };
    return {
        type: name,
        message,
        stack,
        ...(code === undefined ? {} : { code }),
        ...(cause === undefined ? {} : { cause: describe(cause) }),
    };
}

/** Logs JSON lines, to standard output by default. */
export function structuredLog(destination?: DestinationStream): Log {
    const options = {
        serializers: { err: describe },
        mixin() {
            const requestId = currentRequest.getStore();
            return requestId === undefined ? {} : { requestId };
        },
    };
    const logger = destination ? pino(options, destination) : pino(options);
    return {
        info: (text, fields = {}) => logger.info(fields, text),
        error: (text, cause) => logger.error({ err: cause }, text),
    };
}
