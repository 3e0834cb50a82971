import type { IncomingMessage } from 'node:http';

/**
 * The client address of a request behind `trustedProxies` proxies. Each of them appends its caller
 * to the list; anything before that may be forged.
 */
export function addressOf({ socket, headers }: IncomingMessage, trustedProxies: number): string {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const given = forwarded.map((one) => one.trim()).filter((one) => one !== '');
    const nearestFirst = [socket.remoteAddress ?? '', ...given.reverse()];
    return nearestFirst[Math.min(trustedProxies, nearestFirst.length - 1)] ?? '';
}

/**
 * The key an address is limited by: in IPv6 its /64 network, as that is the least anybody is given.
 * Some proxies add a port.
 */
export function addressKey(address = ''): string {
    const [, v4] = /^(?:::ffff:)?([\d.]+)(?::\d+)?$/i.exec(address) ?? [];
    if (v4) return `address ${v4}`;
    const [, v6 = address] = /^\[(.*)\]/.exec(address) ?? [];
    const groups = (part = '') => part.split(':').filter((group) => group !== '');
    const [before, after] = v6.split('::').map(groups);
    const zeros = after ? Math.max(8 - (before?.length ?? 0) - after.length, 0) : 0;
    const all = [...(before ?? []), ...Array<string>(zeros).fill('0'), ...(after ?? [])];
    const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
    return `address ${network.join(':')}::/64`;
}
