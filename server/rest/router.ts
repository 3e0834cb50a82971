// The routes as an Express router, for Express 4.18 or later.

import express, { type Request, type RequestHandler, type Router } from 'express';
import type { Context } from '../context.ts';
import { bodyBytesMax } from '../contract.ts';
import type { Session } from '../user.ts';
import { addressKey } from '../web/addresses.ts';
import { errorAnswers, HttpError } from './errors.ts';
import { addRoutes, limit, type RestHandler } from './routes.ts';

/** `protect` is the application's guard against forged requests. It only sees signed-in users. */
export function createRouter(context: Context, protect: RequestHandler): Router {
    const router = express.Router();
    router.use(unstored, identify(context), guarded(protect));
    router.use(express.json({ limit: bodyBytesMax, inflate: false }));
    addRoutes({
        context,
        router: {
            get: (path, handler) => router.get(path, settled(handler)),
            post: (path, handler) => router.post(path, settled(handler)),
        },
    });
    router.use(() => {
        throw new HttpError(404, 'Not found');
    });
    router.use(errorAnswers(context.log));
    return router;
}

/** What one user may read must not be shown to the next one at the same browser. */
const unstored: RequestHandler = (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
};

/** Clients fetch a new token if the error contains "CSRF"; other guards word it differently. */
function guarded(protect: RequestHandler): RequestHandler {
    return async (request, response, next) => {
        const done = (error?: unknown) => {
            const { status } = (error ?? {}) as { status?: unknown };
            const isForeign = status === 403 && !(error instanceof HttpError);
            next(isForeign ? new HttpError(403, 'Invalid CSRF token') : error);
        };
        try {
            await protect(request, response, done);
        } catch (error) {
            done(error);
        }
    };
}

/** Express 4 ignores promises. */
function settled(handler: RestHandler): RequestHandler {
    return (request, response, next) => {
        handler(request, response).catch(next);
    };
}

function identify(context: Context): RequestHandler {
    return (request, response, next) => {
        sessionOf(context, request).then(
            (session) => {
                response.locals.user = session.user;
                next();
                // Without an error, the routes would run, without a user.
            },
            (error) => next(error ?? new Error('authenticate rejected')),
        );
    };
}

async function sessionOf(context: Context, request: Request): Promise<Session> {
    const session = await context.authenticate(request);
    const key = session ? `user ${session.user.id}` : addressKey(context.addressOf(request));
    await limit(context, 'requests', key);
    if (!session) throw new HttpError(401, 'Unauthenticated', { message: 'Please sign in' });
    return session;
}
