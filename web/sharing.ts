/** Which tabs share one connection. */
import { canShare } from '../bindings/group.ts';
import { build } from './build_info.ts';
import { settingsOf } from './core_config.ts';
import type { Identity } from './identity.ts';
import type { MessagingOptions } from './options.ts';

/**
 * The tabs that share have the same user, and cores that are told the same of their server. `null`
 * where a page has its own: nobody is known to be signed in, the page does not want to share or
 * has its own network, or the browser has no locks and channels.
 */
export function groupName(options: MessagingOptions, identity: Identity | null): string | null {
    if (!identity || options.shared === false || options.WebSocket || options.fetch) return null;
    if (!canShare()) return null;
    const { userId, role } = identity;
    return JSON.stringify(['messaging', build, userId, role, settingsOf(options)]);
}
