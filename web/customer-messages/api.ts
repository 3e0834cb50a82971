/**
 * Requests that belong to the page rather than to messaging: who is signed in, sign in, sign out.
 * The server checks state-changing requests by double submit: the header must repeat the cookie
 * `csrf`.
 */

const timeoutMs = 15_000;

/** The server answered with an error, or not at all (`status` 0). */
export class ApiError extends Error {
    readonly status: number;

    constructor(status: number, message: string) {
        super(message);
        this.name = 'ApiError';
        this.status = status;
    }
}

export async function get(path: string): Promise<unknown> {
    return request(path, { method: 'GET' });
}

export async function post(path: string, body: unknown): Promise<unknown> {
    const send = async () =>
        request(path, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': await csrfToken() },
            body: JSON.stringify(body),
        });
    try {
        return await send();
    } catch (error) {
        if (!(error instanceof ApiError && /csrf/i.test(error.message))) throw error;
        await get('/api/csrf-token');
        return send();
    }
}

async function csrfToken(): Promise<string> {
    const known = csrfCookie();
    if (known) return known;
    const answer = await get('/api/csrf-token');
    return csrfCookie() || textOf(answer, 'csrfToken');
}

function csrfCookie(): string {
    return /(?:^|;\s*)csrf=([0-9a-zA-Z._-]+)/.exec(document.cookie)?.[1] ?? '';
}

async function request(path: string, init: RequestInit): Promise<unknown> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
        const response = await fetch(path, {
            ...init,
            credentials: 'include',
            signal: controller.signal,
        });
        const answer: unknown = await response.json().catch(() => null);
        if (response.ok) return answer;
        throw new ApiError(response.status, textOf(answer, 'error') || textOf(answer, 'message'));
    } catch (error) {
        if (error instanceof ApiError) throw error;
        throw new ApiError(0, 'The server cannot be reached.');
    } finally {
        clearTimeout(timer);
    }
}

/** A string member of a response of unknown shape, or ''. */
export function textOf(answer: unknown, field: string): string {
    const value = fieldOf(answer, field);
    return typeof value === 'string' ? value : '';
}

export function fieldOf(answer: unknown, field: string): unknown {
    if (typeof answer !== 'object' || answer === null) return undefined;
    return (answer as Record<string, unknown>)[field];
}
