// Which pages may call the server: its own, and those of the configured origins.

import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const allowedHeaders = 'Content-Type, X-CSRF-Token, Idempotency-Key, Authorization';

/** CORS with credentials for the configured origins, on every path. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
    return (request, response, next) => {
        response.vary('Origin');
        const { origin } = request.headers;
        if (origin === undefined || !origins.includes(origin)) return next();
        response.set('Access-Control-Allow-Origin', origin);
        response.set('Access-Control-Allow-Credentials', 'true');
        response.set('Access-Control-Expose-Headers', 'Retry-After');
        if (request.method !== 'OPTIONS') return next();
        response.set('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
        response.set('Access-Control-Allow-Headers', allowedHeaders);
        response.set('Access-Control-Max-Age', '600');
        response.status(204).end();
    };
}

/**
 * Browsers let any page open a WebSocket to any server, with cookies if it is same-site, so the
 * origin is checked here. Clients other than browsers send none.
 */
export function mayConnect(request: IncomingMessage, origins: readonly string[]): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined || origins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
}
