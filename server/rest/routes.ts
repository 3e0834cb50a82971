// The REST half of the contract. Every answer of these routes names the server's features. They ask
// little of what serves them, so that the server for tests can serve them without a network.

import { type Action, type Context, enter } from '../context.ts';
import { features } from '../contract.ts';
import type { LimitName } from '../limits.ts';
import type { Conversation } from '../store/store.ts';
import type { User } from '../user.ts';
import { HttpError, notFound } from './errors.ts';
import { addListRoutes } from './lists.ts';
import { addMessageRoutes } from './messages.ts';
import { addReadRoutes } from './reads.ts';
import { addSyncRoute } from './sync.ts';

/** What the routes read of a request; Express has it. */
export interface RestRequest {
    readonly params: Readonly<Record<string, unknown>>;
    readonly query: unknown;
    /** The parsed JSON. */
    readonly body?: unknown;
    get(header: string): string | undefined;
}

/** What they write an answer with. */
export interface RestResponse {
    /** `user` is who is signed in. */
    readonly locals: Record<string, unknown>;
    status(code: number): RestResponse;
    set(header: string, value: string): unknown;
    json(body: unknown): unknown;
}

export type RestHandler = (request: RestRequest, response: RestResponse) => Promise<void>;

export interface RestRouter {
    get(path: string, handler: RestHandler): void;
    post(path: string, handler: RestHandler): void;
}

export interface Routes {
    router: RestRouter;
    context: Context;
}

export function addRoutes(routes: Routes): void {
    // Literal paths come first: `/:conversationId` would take them for ids.
    addListRoutes(routes);
    addSyncRoute(routes);
    addReadRoutes(routes);
    addMessageRoutes(routes);
}

export async function limit(context: Context, name: LimitName, key: string): Promise<void> {
    const { allowed, retryAfterMs } = await context.limits.take(name, key);
    if (allowed) return;
    const message = 'Please wait a little';
    throw new HttpError(429, 'Too many requests', { message, retryAfterMs });
}

export function userOf(response: RestResponse): User {
    return response.locals.user as User;
}

/** The conversation of the path, where the user may do with it what he wants to. */
export async function conversationOf(
    context: Context,
    request: RestRequest,
    response: RestResponse,
    action: Action,
): Promise<Conversation> {
    const id = String(request.params.conversationId);
    const access = await enter(context, userOf(response), id, action);
    if (access.granted) return access.conversation;
    throw access.reason === 'forbidden' ? new HttpError(403, 'Access denied') : notFound();
}

export function answer(response: RestResponse, body: Record<string, unknown>, status = 200): void {
    response.status(status).json({ ...body, features });
}
