import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';
import type { Log } from './log.ts';

/** The id of the request that is being answered; every line that is written meanwhile bears it. */
export const currentRequest = new AsyncLocalStorage<string>();

/** One line of JSON for each report, on the standard output unless another place is given. */
export function structuredLog(destination?: DestinationStream): Log {
    const options = {
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
