import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Strict headers: everything from this server, nothing inline. `wasm-unsafe-eval` lets a page
 * compile WebAssembly and nothing else. Origins that may call this server may also be called.
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
                connectSrc: ["'self'", 'ws:', 'wss:', ...origins],
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
