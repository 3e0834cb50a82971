// What the test servers serve in addition to their own pages.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { securityHeaders } from '../../../server/web/security.ts';

export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));
/** The tests can run against another build. */
export const dist = process.env.E2E_DIST ?? path.join(projectFolder, 'dist');

/**
 * The test pages, under the same policy as the product's.
 * @param {readonly string[]} [origins]
 * @param {import('express').RequestHandler} [first]
 */
export function testPages(origins = [], first = (_request, _response, next) => next()) {
    const router = express.Router();
    const pages = express.static(path.join(projectFolder, 'tests/e2e/pages'));
    router.use(first);
    router.use('/e2e', securityHeaders(origins), pages);
    return router;
}
