/** Which tabs share one connection. */
import { canShare } from '../bindings/group.ts';
import { build } from './build_info.ts';
import { settingsOf } from './core_config.ts';
import type { Identity } from './identity.ts';
import type { MessagingOptions } from './options.ts';

/**
 * Tabs share if they have the same user and their cores get the same settings. `null` if a page has
 * its own connection: no user is known, sharing is off, it has its own `WebSocket` or `fetch`, or
 * the browser lacks Web Locks or BroadcastChannel.
 */
export function groupName(options: MessagingOptions, identity: Identity | null): string | null {
    if (!identity || options.shared === false || options.WebSocket || options.fetch) return null;
    if (!canShare()) return null;
    const { userId, role } = identity;
    return JSON.stringify(['messaging', build, userId, role, settingsOf(options)]);
}
