// A `fetch` answered by the contract's routes, in the same process.

import type { Context } from '../context.ts';
import { bodyBytesMax } from '../contract.ts';
import { asRefusal, HttpError, refuse } from '../rest/errors.ts';
import { addRoutes, type RestHandler, type RestResponse, type RestRouter } from '../rest/routes.ts';

const base = '/api/messages';

interface Route {
    method: string;
    pattern: RegExp;
    handler: RestHandler;
}

export interface Answering {
    context: Context;
    /** Throws if the server is unreachable, or is to refuse this request. */
    admit(): Promise<void>;
}

/** Creates a function for the option `fetch`. `from` is passed to `authenticate`. */
export function fetchFrom({ context, admit }: Answering, from: unknown): typeof fetch {
    const routes = routesOf(context);
    return async (input, init = {}) => {
        const url = new URL(String(input), 'http://messaging.test');
        const method = init.method ?? 'GET';
        const answer = new Answer();
        try {
            await admit();
            if (url.pathname === '/api/csrf-token') {
                answer.json({ csrfToken: 'test' });
            } else {
                const path = url.pathname.startsWith(`${base}/`)
                    ? url.pathname.slice(base.length)
                    : '';
                await serve({ context, routes, from, url, path, method, init }, answer);
            }
        } catch (error) {
            // A network error is not a response.
            if (error instanceof TypeError && error.message === unreachable) throw error;
            refuse(answer, asRefusal(error, context.log));
        }
        return answer.toResponse();
    };
}

/** The message of the TypeError that `fetch` rejects with when offline. */
export const unreachable = 'Failed to fetch';

interface Call {
    context: Context;
    routes: Route[];
    from: unknown;
    url: URL;
    path: string;
    method: string;
    init: RequestInit;
}

async function serve(call: Call, answer: Answer): Promise<void> {
    const { context, routes, path, method, init } = call;
    const session = await context.authenticate(call.from as never);
    if (!session) throw new HttpError(401, 'Unauthenticated', { message: 'Please sign in' });
    answer.locals.user = session.user;
    const headers = new Headers(init.headers);
    const body = bodyOf(init.body);
    for (const { pattern, handler, ...route } of routes) {
        const found = route.method === method ? pattern.exec(path) : null;
        if (!found) continue;
        const conversationId = decodeURIComponent(found.groups?.conversationId ?? '');
        const query = Object.fromEntries(call.url.searchParams);
        const get = (name: string) => headers.get(name) ?? undefined;
        return handler({ params: { conversationId }, query, body, get }, answer);
    }
    throw new HttpError(404, 'Not found');
}

function bodyOf(text: unknown): unknown {
    if (typeof text !== 'string') return undefined;
    if (new TextEncoder().encode(text).length > bodyBytesMax) {
        throw new HttpError(413, 'Body too large');
    }
    try {
        return JSON.parse(text);
    } catch {
        throw new HttpError(400, 'Malformed JSON');
    }
}

function routesOf(context: Context): Route[] {
    const routes: Route[] = [];
    const add = (method: string) => (path: string, handler: RestHandler) => {
        const source = path.replace(':conversationId', '(?<conversationId>[^/]+)');
        routes.push({ method, pattern: new RegExp(`^${source}/?$`), handler });
    };
    const router: RestRouter = { get: add('GET'), post: add('POST') };
    addRoutes({ context, router });
    return routes;
}

class Answer implements RestResponse {
    readonly locals: Record<string, unknown> = {};
    private code = 200;
    private readonly headers = new Headers({ 'Content-Type': 'application/json' });
    private text = '';

    status(code: number): this {
        this.code = code;
        return this;
    }

    set(header: string, value: string): void {
        this.headers.set(header, value);
    }

    json(body: unknown): void {
        this.text = JSON.stringify(body);
    }

    toResponse(): Response {
        return new Response(this.text, { status: this.code, headers: this.headers });
    }
}
