import type { IncomingMessage } from 'node:http';

/**
 * The address that a request comes from, where so many proxies stand before this server. Each adds
 * to the end of a list who called it, and what is before that, anybody may have written.
 */
export function addressOf({ socket, headers }: IncomingMessage, trustedProxies: number): string {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const given = forwarded.map((one) => one.trim()).filter((one) => one !== '');
    const nearestFirst = [socket.remoteAddress ?? '', ...given.reverse()];
    return nearestFirst[Math.min(trustedProxies, nearestFirst.length - 1)] ?? '';
}
