// The REST half of the contract. Every answer of these routes names the server's features.

import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { type Action, type Context, enter } from '../context.ts';
import { bodyBytesMax, features } from '../contract.ts';
import type { LimitName } from '../limits.ts';
import type { Conversation } from '../store/store.ts';
import type { User } from '../user.ts';
import { errorAnswers, HttpError, notFound } from './errors.ts';
import { addListRoutes } from './lists.ts';
import { addMessageRoutes } from './messages.ts';
import { addReadRoutes } from './reads.ts';
import { addSyncRoute } from './sync.ts';

export interface Routes {
    router: Router;
    context: Context;
}

/** `protect` is the application's guard against forged requests; it sees signed-in users only. */
export function createRouter(context: Context, protect: RequestHandler): Router {
    const router = Router();
    router.use(identify(context), protect);
    router.use(express.json({ limit: bodyBytesMax, inflate: false }));
    const routes = { router, context };
    // Literal paths come first: `/:conversationId` would take them for ids.
    addListRoutes(routes);
    addSyncRoute(routes);
    addReadRoutes(routes);
    addMessageRoutes(routes);
    router.use(() => {
        throw new HttpError(404, 'Not found');
    });
    router.use(errorAnswers(context.log));
    return router;
}

function identify(context: Context): RequestHandler {
    return async (request, response, next) => {
        const session = await context.authenticate(request);
        const key = session ? `user ${session.user.id}` : `address ${request.ip}`;
        await limit(context, 'requests', key);
        if (!session) throw new HttpError(401, 'Unauthenticated', { message: 'Please sign in' });
        response.locals.user = session.user;
        next();
    };
}

export async function limit(context: Context, name: LimitName, key: string): Promise<void> {
    const { allowed, retryAfterMs } = await context.limits.take(name, key);
    if (allowed) return;
    const message = 'Please wait a little';
    throw new HttpError(429, 'Too many requests', { message, retryAfterMs });
}

export function userOf(response: Response): User {
    return response.locals.user as User;
}

/** The conversation of the path, where the user may do with it what he wants to. */
export async function conversationOf(
    context: Context,
    request: Request,
    response: Response,
    action: Action,
): Promise<Conversation> {
    const id = String(request.params.conversationId);
    const access = await enter(context, userOf(response), id, action);
    if (access.granted) return access.conversation;
    throw access.reason === 'forbidden' ? new HttpError(403, 'Access denied') : notFound();
}

export function answer(response: Response, body: Record<string, unknown>, status = 200): void {
    response.status(status).json({ ...body, features });
}
