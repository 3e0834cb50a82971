/**
 * The token for `X-CSRF-Token`. It stays on this side of the boundary: the core only learns that a
 * request for one was answered.
 */

/** The value of a cookie, or an empty string; a malformed value is returned as it is. */
export function readCookie(cookies: string, name: string): string {
    for (const part of cookies.split(';')) {
        const equals = part.indexOf('=');
        if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
        const value = part.slice(equals + 1).trim();
        try {
            return decodeURIComponent(value);
        } catch {
            return value;
        }
    }
    return '';
}

/** The token in the body of a reply to `csrfUrl`, or an empty string. */
export function readToken(body: string): string {
    try {
        const reply = JSON.parse(body);
        const token = reply?.csrfToken ?? reply?.token;
        return typeof token === 'string' ? token : '';
    } catch {
        return '';
    }
}

function isSameOrigin(url: string): boolean {
    if (!globalThis.location) return false;
    return new URL(url, location.href).origin === location.origin;
}

export class CsrfTokens {
    private kept = '';

    /** `option`: what the page configured, called each time because it may change. */
    constructor(private readonly option: () => string | undefined) {}

    /** Keeps the token from a reply to `csrfUrl`. */
    keep(body: string): void {
        this.kept = readToken(body);
    }

    /**
     * The token for a request to `url`: the option, the cookie `csrf` (to the page's own origin),
     * the last one fetched, `window.__CSRF_TOKEN__`; or an empty string.
     */
    token(url: string): string {
        const option = this.option();
        if (option) return option;
        if (isSameOrigin(url)) {
            const cookie = readCookie(document.cookie, 'csrf');
            if (cookie) return cookie;
        }
        if (this.kept) return this.kept;
        const global = (globalThis as { __CSRF_TOKEN__?: unknown }).__CSRF_TOKEN__;
        return typeof global === 'string' ? global : '';
    }
}
