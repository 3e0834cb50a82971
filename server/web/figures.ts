import type { Express } from 'express';
import type { Metrics } from '../metrics/metrics.ts';
import { sameSecret } from './same_secret.ts';

/** Serves the metrics at `/metrics`; if there is a `token`, only to requests that carry it. */
export function serveFigures(app: Express, metrics: Metrics, token: string | undefined): void {
    app.get('/metrics', async (request, response) => {
        const given = /^Bearer (\S+)$/i.exec(request.get('Authorization') ?? '')?.[1] ?? '';
        if (token !== undefined && !sameSecret(given, token)) {
            response.set('WWW-Authenticate', 'Bearer').sendStatus(401);
            return;
        }
        response.type(metrics.contentType).send(await metrics.text());
    });
}
