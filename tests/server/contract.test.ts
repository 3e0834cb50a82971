// The reference server and the test server both keep the contract.

import { createRequire } from 'node:module';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { createTestServer } from '../../server/testing/index.ts';
import { contractOf } from './contract.ts';
import { anonymous, newConversation, signIn, startServer } from './support.ts';

const { WebSocket: NodeSocket } = createRequire(import.meta.url)('ws');

contractOf('the reference server', async () => {
    const server = await startServer(null);
    const person = (id: string | null) => (id ? signIn(server, id) : anonymous(server));
    return {
        async caller(id) {
            const { cookie, cookies } = await person(id);
            const csrf = cookies.get('csrf') ?? '';
            return {
                call: (path, init) =>
                    fetch(server.url + path, {
                        ...init,
                        headers: { ...init?.headers, cookie, 'X-CSRF-Token': csrf },
                    }),
                dial: () => new NodeSocket(socketUrl(server), { headers: { cookie } }),
            };
        },
        conversation: async () =>
            newConversation(server, [
                await signIn(server, 'usr_alice'),
                await signIn(server, 'usr_bloom'),
            ]),
        close: () => server.close(),
    };
});

function socketUrl({ url }: Pick<ReferenceServer, 'url'>): string {
    return `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
}

contractOf('the test server', async () => {
    const supplier = { role: 'supplier', name: 'Bloom & Vine Catering', profileIds: ['sup_bloom'] };
    const ids = Array.from({ length: 100 }, (_value, index) => `thd_${index}`);
    const server = createTestServer({
        users: [
            { id: 'usr_alice', name: 'Alice Martin', role: 'customer' },
            { id: 'usr_bloom', ...supplier },
            { id: 'usr_golden', name: 'Golden Hour Photography', role: 'supplier' },
        ],
        conversations: ids.map((id) => ({ id, participants: ['usr_alice', 'usr_bloom'] })),
    });
    return {
        async caller(id) {
            const page = server.as(id);
            return {
                call: (path, init) => page.fetch(page.url + path, init),
                dial: () => new page.WebSocket(socketUrl(page)),
            };
        },
        conversation: async () => ids.shift() ?? '',
        close: async () => server.close(),
    };
});
