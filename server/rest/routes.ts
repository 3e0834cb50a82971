// The REST half of the contract. Every response lists the server's features. The routes need little
// from their host, so that the test server can serve them without a network.

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

/** The parts of a request that the routes use; Express provides them. */
export interface RestRequest {
    readonly params: Readonly<Record<string, unknown>>;
    readonly query: unknown;
    /** The parsed JSON. */
    readonly body?: unknown;
    get(header: string): string | undefined;
}

/** The parts of a response that the routes use. */
export interface RestResponse {
    /** `user` is the signed-in user. */
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
    // Literal paths first: `/:conversationId` would match them as ids.
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

/** The conversation in the path, if the user is allowed the action. */
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
