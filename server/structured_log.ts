import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';
import type { Log } from './log.ts';

/** The id of the request that is being answered; every line that is written meanwhile bears it. */
export const currentRequest = new AsyncLocalStorage<string>();

/**
 * What a report says of an error. Drivers put more into theirs: PostgreSQL the row that it refused,
 * with the text in it, and the one of Redis the command, with the password.
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

/** One line of JSON for each report, on the standard output unless another place is given. */
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
