import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/** Serves the built module and, at the same place, the pages that use it. */
export function serveFiles(dist: string): Router {
    const router = Router();
    const options = {
        etag: true,
        // Always revalidated, usually with a 304, so that a new build is seen at once.
        setHeaders: (response: { setHeader(name: string, value: string): void }) =>
            response.setHeader('Cache-Control', 'no-cache'),
    };
    router.use(express.static(join(dist, 'pages'), options));
    router.use(express.static(dist, { ...options, index: false }));
    router.get('/', unbuilt);
    return router;
}

const unbuilt: RequestHandler = (_request, response) => {
    response.status(404).type('text').send('There are no pages yet: run `npm run build`.\n');
};
