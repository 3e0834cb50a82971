// The routes that an application has, read from the application itself.

import type { Express } from 'express';

interface Layer {
    /** Where it is mounted, as it was written. */
    rawPath: unknown;
    route?: { path: unknown; methods: Record<string, boolean> };
    handle: { stack?: Layer[] };
}

/** Such as `GET /api/messages/:conversationId`, in the order in which they are tried. */
export function routesOf(app: Express): string[] {
    return routesBelow('', (app.router as unknown as { stack: Layer[] }).stack);
}

function routesBelow(mount: string, stack: readonly Layer[]): string[] {
    return stack.flatMap(({ rawPath, route, handle }) => {
        if (route) {
            const path = joined(mount, route.path);
            return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path}`);
        }
        return handle.stack ? routesBelow(joined(mount, rawPath), handle.stack) : [];
    });
}

/** A path that is not a string could hide a route from the rules. */
function joined(mount: string, path: unknown): string {
    if (typeof path !== 'string') throw new Error(`A path below '${mount}' is no text: ${path}`);
    return path === '/' ? mount || '/' : mount + path;
}
