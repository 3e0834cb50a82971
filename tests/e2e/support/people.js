// Where most tests start: a user of `pages/page.html`, connected and following a conversation.
import { configure, connect, followMessages, testPagePath } from './test_page.js';

export const wedding = 'thd_wedding';
export const tasting = 'thd_tasting';

export const alice = { id: 'usr_alice', role: 'customer' };
export const bloom = { id: 'usr_bloom', role: 'supplier' };

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('../../../web/messaging.ts').MessagingOptions} Options
 */

/**
 * Opens the test page as Alice, not yet connected.
 * @param {(server: any, userId: string, visit: object) => Promise<Page>} enter
 * @param {object} server
 * @param {Options} [options]
 * @param {import('./test.ts').Visit} [visit]
 */
export async function arrive(enter, server, options = {}, visit = {}) {
    const { user } = options;
    const { id } = typeof user === 'object' && user ? user : alice;
    const page = await enter(server, id, { path: testPagePath, ...visit });
    await configure(page, { user: alice, ...options });
    return page;
}

/** The same, connected and following the wedding's conversation. @type {typeof arrive} */
export async function arriveAndFollow(enter, server, options, visit) {
    const page = await arrive(enter, server, options, visit);
    await connect(page);
    await followMessages(page, wedding);
    return page;
}

/**
 * Stores a message of Bloom's without sending it to any socket.
 * @param {import('../../../server/reference_server.ts').ReferenceServer} server
 * @param {string} text
 */
export function storeSilently({ store }, text, conversationId = wedding) {
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom & Vine Catering' };
    return store.addMessage({ conversationId, sender, text });
}
