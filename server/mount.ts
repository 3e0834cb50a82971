import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import express, { type RequestHandler } from 'express';

// The published types avoid Express: users with a plain HTTP server lack its declarations.

/** An Express application or router, or a plain HTTP server. */
export type Application =
    | { use(path: string, handler: (...args: never[]) => unknown): unknown }
    | Servers;
type Servers = HttpServer | HttpsServer;

/** Routes requests below `path` to `router`. @internal */
export function mount(app: Application, path: string, router: RequestHandler): void {
    if ('use' in app) {
        app.use(path, router);
        return;
    }
    const own = express().disable('x-powered-by').use(path, router) as RequestListener;
    const others = app.listeners('request') as RequestListener[];
    const isBelow = (url = '') => url.startsWith(path) && /^$|^[/?]/.test(url.slice(path.length));
    app.removeAllListeners('request');
    app.on('request', (request, response) => {
        const answering = isBelow(request.url) ? [own] : others;
        for (const listener of answering) listener.call(app, request, response);
    });
}
