import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Strict headers: everything from this server, nothing inline. `wasm-unsafe-eval` lets a page
 * compile WebAssembly and nothing else. Origins that may call this server may also be called.
 * Safari takes the own WebSocket for another origin than 'self' before 15.4.
 */
export function securityHeaders(origins: readonly string[]): RequestHandler {
    return helmet({
        contentSecurityPolicy: {
            useDefaults: false,
            directives: {
                defaultSrc: ["'self'"],
                scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
                scriptSrcAttr: ["'none'"],
                styleSrc: ["'self'"],
                imgSrc: ["'self'", 'data:'],
                connectSrc: ["'self'", ownSocket, ...origins.flatMap(withSocket)],
                objectSrc: ["'none'"],
                baseUri: ["'self'"],
                formAction: ["'self'"],
                frameAncestors: ["'self'"],
            },
        },
        // Pages of the configured origins load the module from here.
        crossOriginResourcePolicy: { policy: origins.length > 0 ? 'cross-origin' : 'same-origin' },
        // On plain http these are ignored with a warning at best, or lock a host name out.
        strictTransportSecurity: false,
        crossOriginOpenerPolicy: false,
        originAgentCluster: false,
    });
}

/** Where a WebSocket to this server goes; nothing where the request does not say it plainly. */
function ownSocket({ headers }: IncomingMessage): string {
    const { host = '' } = headers;
    return /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : '';
}

/** A source of http: is none for its WebSockets. */
const withSocket = (origin: string) => [origin, origin.replace(/^http/, 'ws')];

/** What browsers heed only where the request came encrypted, and only there. */
export function encryptedHeaders(): RequestHandler[] {
    const headers = [
        helmet.strictTransportSecurity(),
        helmet.crossOriginOpenerPolicy(),
        helmet.originAgentCluster(),
    ];
    return headers.map(
        (header): RequestHandler =>
            (request, response, next) =>
                request.secure ? header(request, response, next) : next(),
    );
}
