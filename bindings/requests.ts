/**
 * HTTP requests, by the core's numbers. Cookies are included; the CSRF token is added here and
 * never reaches the core.
 */
import type { CsrfTokens } from './csrf.ts';
import type { Effect, Input } from './protocol.ts';
import { type Bulk, toText } from './utf8.ts';

export interface RequestEnvironment {
    fetch(url: string, init: RequestInit): Promise<Response>;
    readonly csrf: CsrfTokens;
}

type RequestEffect = Extract<Effect, { type: 'HttpRequest' }>;

interface Running {
    controller: AbortController;
    timer: ReturnType<typeof setTimeout>;
}

/** The longest body that is handed to the core, in bytes. */
export const bodyLengthMax = 16 * 1024 * 1024;

/** `Retry-After` (seconds or a date) in milliseconds from `nowMs`; undefined if it says nothing. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
    if (value === null) return undefined;
    const text = value.trim();
    if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
    // Some engines parse any number as a year.
    const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : Math.max(at - nowMs, 0);
}

export class Requests {
    private readonly running = new Map<number, Running>();

    constructor(
        private readonly environment: RequestEnvironment,
        private readonly feed: (input: Input, text?: Bulk) => void,
    ) {}

    start(effect: RequestEffect, body: string | undefined): void {
        const { request } = effect;
        const controller = new AbortController();
        const timer = setTimeout(() => this.fail(request, 'timeout'), effect.timeoutMs);
        this.running.set(request, { controller, timer });
        this.exchange(effect, body, controller.signal).catch(() => this.fail(request, 'network'));
    }

    abort(request: number): void {
        this.finish(request)?.controller.abort();
    }

    abortAll(): void {
        for (const request of [...this.running.keys()]) this.abort(request);
    }

    private async exchange(
        effect: RequestEffect,
        body: string | undefined,
        signal: AbortSignal,
    ): Promise<void> {
        const init: RequestInit = {
            method: effect.method,
            credentials: 'include',
            cache: 'no-cache',
            headers: this.headers(effect),
            signal,
        };
        if (body !== undefined) init.body = body;
        const response = await this.environment.fetch(effect.url, init);
        const bytes = new Uint8Array(await response.arrayBuffer());
        // To the core, a body that is too long has not arrived.
        if (bytes.length > bodyLengthMax) throw new Error();
        // Only a byte order mark begins so, never JSON.
        this.reply(effect, response, bytes[0] === 0xef ? bytes.subarray(3) : bytes);
    }

    private headers(effect: RequestEffect): Record<string, string> {
        const headers: Record<string, string> = { Accept: 'application/json' };
        if (effect.method === 'GET') return headers;
        headers['Content-Type'] = 'application/json';
        const token = this.environment.csrf.token(effect.url);
        if (token) headers['X-CSRF-Token'] = token;
        if (effect.idempotencyKey) headers['Idempotency-Key'] = effect.idempotencyKey;
        return headers;
    }

    private reply(effect: RequestEffect, response: Response, body: Uint8Array): void {
        const { request } = effect;
        if (!this.finish(request)) return;
        const input: Input = { type: 'HttpReplied', request, status: response.status };
        const retryAfterMs = parseRetryAfter(response.headers.get('Retry-After'), Date.now());
        if (retryAfterMs !== undefined) input.retryAfterMs = retryAfterMs;
        if (effect.purpose === 'csrf') {
            if (response.ok) this.environment.csrf.keep(toText(body));
            this.feed(input);
        } else {
            this.feed(input, body);
        }
    }

    private fail(request: number, reason: 'network' | 'timeout'): void {
        const running = this.finish(request);
        if (!running) return;
        running.controller.abort();
        this.feed({ type: 'HttpFailed', request, reason });
    }

    private finish(request: number): Running | undefined {
        const running = this.running.get(request);
        this.running.delete(request);
        if (running) clearTimeout(running.timer);
        return running;
    }
}
