// Refusals are thrown as values, and turned into responses here.

import type { ErrorRequestHandler } from 'express';
import { features } from '../contract.ts';
import type { Log } from '../log.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { RestResponse } from './routes.ts';

export class HttpError extends Error {
    constructor(
        readonly status: number,
        readonly error: string,
        readonly details: { message?: string; retryAfterMs?: number } = {},
    ) {
        super(error);
    }
}

export const notFound = () => new HttpError(404, 'Conversation not found');

/** Responds with `{error, message?}`, and with `Retry-After` if waiting helps. */
export function refuse(response: RestResponse, refusal: HttpError): void {
    const { message, retryAfterMs } = refusal.details;
    if (retryAfterMs !== undefined) {
        response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
    }
    response
        .status(refusal.status)
        .json({ error: refusal.error, ...(message === undefined ? {} : { message }), features });
}

/** The last handler of a router. Whatever a request causes, it only fails that request. */
export function errorAnswers(log: Log): ErrorRequestHandler {
    return (error, _request, response, next) => {
        if (response.headersSent) return next(error);
        refuse(response, asRefusal(error, log));
    };
}

export function asRefusal(error: unknown, log: Log): HttpError {
    if (error instanceof HttpError) return error;
    if (error instanceof StoreUnavailable) {
        log.error('The store is unavailable', error);
        return new HttpError(503, 'Service unavailable', { retryAfterMs: 2000 });
    }
    // Express and its body parser mark client errors with a status.
    const { status, type } = error as { status?: unknown; type?: unknown };
    if (type === 'entity.too.large') return new HttpError(413, 'Body too large');
    if (type === 'entity.parse.failed') return new HttpError(400, 'Malformed JSON');
    if (typeof status === 'number' && status >= 400 && status < 500) {
        return new HttpError(status, 'Malformed request');
    }
    log.error('A request failed', error);
    return new HttpError(500, 'Internal error');
}
