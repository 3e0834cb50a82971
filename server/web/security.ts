import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Strict headers: everything from this server, nothing inline. `wasm-unsafe-eval` only allows
 * compiling WebAssembly. Origins that may call this server may also be called. Before 15.4, Safari
 * does not count WebSockets to this server as 'self'.
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
        // Over plain HTTP, these are ignored with a warning at best, or make a host name unusable.
        strictTransportSecurity: false,
        crossOriginOpenerPolicy: false,
        originAgentCluster: false,
    });
}

/** The CSP sources for WebSockets to this server; empty if `Host` is not plain. */
function ownSocket({ headers }: IncomingMessage): string {
    const { host = '' } = headers;
    return /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : '';
}

/** An http: source does not include its WebSockets. */
const withSocket = (origin: string) => [origin, origin.replace(/^http/, 'ws')];

/** Headers that browsers honour only over HTTPS, and that are only sent there. */
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
