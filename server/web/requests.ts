// What is recorded for each request: id, outcome and duration.

import type { Request, RequestHandler } from 'express';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import { currentRequest } from '../structured_log.ts';

export interface Observed {
    method: string;
    /** The route pattern, not the URL: `/api/messages/:conversationId`. */
    route: string;
    status: number;
    seconds: number;
}

export interface ObserveOptions {
    log: Log;
    /** Logs a line for each request. */
    lines: boolean;
    /** Accepts the request id set by a proxy. */
    trustIds: boolean;
    tell(observed: Observed): void;
}

const givenId = /^[\w.-]{8,64}$/;

export function observeRequests({ log, lines, trustIds, tell }: ObserveOptions): RequestHandler {
    return (request, response, next) => {
        const given = trustIds ? request.get('X-Request-Id') : undefined;
        const id = given && givenId.test(given) ? given : newId('req');
        const start = performance.now();
        response.set('X-Request-Id', id);
        response.on('close', () => {
            const seconds = (performance.now() - start) / 1000;
            const { method } = request;
            const observed = { method, route: routeOf(request), status: response.statusCode };
            tell({ ...observed, seconds });
            if (lines) log.info('request', { requestId: id, ...observed, seconds });
        });
        currentRequest.run(id, next);
    };
}

/** URLs are unbounded in number, and some contain conversation ids. */
function routeOf(request: Request): string {
    const path: unknown = request.route?.path;
    return typeof path === 'string' ? request.baseUrl + path : 'other';
}
