import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import express, { type RequestHandler } from 'express';

// What is published names no type of Express: who has a plain HTTP server lacks its declarations.

/** An Express application or router, or the HTTP server of an application that is none. */
export type Application =
    | { use(path: string, handler: (...args: never[]) => unknown): unknown }
    | Servers;
type Servers = HttpServer | HttpsServer;

/** Has a router answer what is asked for below a path. @internal */
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
