// Double submit: a forged request carries the cookie `csrf`, but its page cannot read it to repeat
// it in the header. Requests with an Authorization header cannot be forged this way.

import { randomBytes } from 'node:crypto';
import { parse } from 'cookie';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { HttpError } from '../rest/errors.ts';
import { sameSecret } from './same_secret.ts';

const cookieName = 'csrf';
const headerName = 'X-CSRF-Token';
const lifetimeMs = 24 * 3600 * 1000;
const harmless = ['GET', 'HEAD', 'OPTIONS'];

export interface Csrf {
    /** Issues the browser's token, which all its tabs share. */
    issue(request: Request, response: Response): string;
    protect: RequestHandler;
}

export function createCsrf(cookie: CookieOptions): Csrf {
    return {
        issue(request, response) {
            const token = tokenIn(request) ?? randomBytes(32).toString('hex');
            response.cookie(cookieName, token, { ...cookie, httpOnly: false, maxAge: lifetimeMs });
            return token;
        },
        protect(request, _response, next) {
            if (harmless.includes(request.method) || request.headers.authorization) return next();
            const given = request.get(headerName);
            const expected = tokenIn(request);
            if (!given || !expected) throw new HttpError(403, 'CSRF token missing');
            if (!sameSecret(given, expected)) throw new HttpError(403, 'Invalid CSRF token');
            next();
        },
    };
}

function tokenIn(request: Request): string | null {
    const token = parse(request.headers.cookie ?? '')[cookieName];
    return token && /^[0-9a-f]{64}$/.test(token) ? token : null;
}
