// Every route and event, tried by everybody: each cell of the table is generated and asserted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { anonymous, newConversation, newcomer, type Person, startServer } from './support.ts';

const who = ['anonymous', 'stranger', 'participant', 'admin'] as const;
type Who = (typeof who)[number];

let server: ReferenceServer;
let people: Record<Who, Person>;
let partner: Person;
let id: string;
before(async () => {
    server = await startServer(null);
    partner = await newcomer(server);
    people = {
        anonymous: anonymous(server),
        stranger: await newcomer(server),
        participant: await newcomer(server),
        admin: await newcomer(server, { role: 'admin' }),
    };
    id = await newConversation(server, [people.participant, partner]);
    await partner.send(id, 'confidential');
});
after(() => server.close());

type Expected = Record<Who, number>;
const own: Expected = { anonymous: 401, stranger: 200, participant: 200, admin: 200 };
const shared: Expected = { anonymous: 401, stranger: 404, participant: 200, admin: 200 };
const routes: { method: 'GET' | 'POST'; path: string; body?: object; expected: Expected }[] = [
    { method: 'GET', path: '/unread', expected: own },
    { method: 'GET', path: '/conversations', expected: own },
    { method: 'GET', path: '/threads', expected: own },
    { method: 'GET', path: '/sync', expected: own },
    { method: 'GET', path: '/drafts', expected: own },
    { method: 'GET', path: '/sent', expected: own },
    { method: 'GET', path: '/:id', expected: shared },
    { method: 'POST', path: '/:id/read', expected: shared },
    { method: 'POST', path: '/threads/:id/mark-read', expected: shared },
    {
        method: 'POST',
        path: '/:id',
        body: { message: 'hello' },
        expected: { ...shared, participant: 201, admin: 201 },
    },
];

for (const { method, path, body, expected } of routes) {
    for (const name of who) {
        test(`${method} ${path} by ${name} answers ${expected[name]}`, async () => {
            const full = `/api/messages${path.replace(':id', id)}`;
            const person = people[name];
            const answer = await (method === 'GET' ? person.get(full) : person.post(full, body));
            assert.equal(answer.status, expected[name]);
            if (name === 'anonymous' || name === 'stranger') {
                assert.doesNotMatch(JSON.stringify(answer.body), /confidential/);
            }
        });
    }
}

for (const { method, path, body } of routes.filter((route) => route.path.includes(':id'))) {
    test(`${method} ${path}: a stranger cannot tell a conversation from none`, async () => {
        const ask = async (conversationId: string) => {
            const full = `/api/messages${path.replace(':id', conversationId)}`;
            const { stranger } = people;
            const answer = await (method === 'GET'
                ? stranger.get(full)
                : stranger.post(full, body));
            return { status: answer.status, body: answer.body };
        };
        assert.deepEqual(await ask(id), await ask('thd_nowhere'));
    });
}

const admitted: Record<Who, boolean> = {
    anonymous: false,
    stranger: false,
    participant: true,
    admin: true,
};
for (const event of ['subscribe_conversation', 'conversation:read']) {
    for (const name of who) {
        test(`${event} by ${name} is ${admitted[name] ? 'granted' : 'refused'}`, async () => {
            const wire = await people[name].connect();
            const answer = await wire.ask(event, { conversationId: id });
            assert.equal(answer.ok, admitted[name]);
            if (!answer.ok) {
                const unknown = await wire.ask(event, { conversationId: 'thd_nowhere' });
                assert.deepEqual(answer, unknown);
            }
            people[name].leave();
        });
    }
}

for (const name of who) {
    test(`a message and typing reach ${name}: ${admitted[name]}`, async () => {
        const wire = await people[name].connect();
        const listener = await people.participant.subscribe(id);
        wire.emit('subscribe_conversation', { conversationId: id });
        wire.emit('join', `conversation:${id}`);
        wire.emit('join', `user:${partner.id}`);
        await wire.quiet(30);
        const typist = await partner.subscribe(id);
        typist.emit('typing', { conversationId: id, isTyping: true });
        await listener.next('typing:status');
        await partner.send(id, 'confidential');
        await listener.next('new_message');
        await wire.quiet(30);
        assert.equal(wire.count('new_message'), admitted[name] ? 1 : 0);
        assert.equal(wire.count('typing:status'), admitted[name] ? 1 : 0);
        if (!admitted[name]) assert.deepEqual(wire.events, []);
        for (const person of [people[name], people.participant, partner]) person.leave();
    });
}

for (const name of who) {
    test(`typing by ${name} is relayed: ${name === 'participant'}`, async () => {
        const listener = await partner.subscribe(id);
        const wire = await people[name].connect();
        if (name === 'participant')
            await wire.ask('subscribe_conversation', { conversationId: id });
        wire.emit('typing', { conversationId: id, isTyping: true });
        await wire.quiet(50);
        assert.equal(listener.count('typing:status'), name === 'participant' ? 1 : 0);
        people[name].leave();
        partner.leave();
    });
}

test('old-6A-30: a socket is whom its session says, not whom it claims to be', async () => {
    const victim = partner.id;
    for (const name of ['anonymous', 'stranger', 'admin'] as const) {
        const wire = await people[name].connect();
        wire.emit('auth', { userId: victim });
        assert.equal(typeof (await wire.next('auth:error')).error, 'string');
        await people.participant.send(id, 'confidential');
        await server.messaging.settled();
        await wire.quiet(30);
        assert.equal(wire.count('auth:success') + wire.count('new_message'), 0);
        people[name].leave();
    }
});

test('a participant whom the application forbids something is told so', async (t) => {
    const { createServer } = await import('node:http');
    const { default: express } = await import('express');
    const { Server } = await import('socket.io');
    const { attachMessaging } = await import('../../server/attach_messaging.ts');
    const app = express();
    const http = createServer(app);
    const io = new Server(http);
    const messaging = attachMessaging(io, app, {
        store: server.store,
        authenticate: server.sessions.authenticate,
        authorize: (_user, _conversation, action) => action === 'read',
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    t.after(async () => {
        messaging.close();
        await io.close();
    });
    const { port } = http.address() as import('node:net').AddressInfo;
    const { participant, stranger } = people;
    const ask = (person: Person, body: string) =>
        fetch(`http://127.0.0.1:${port}/api/messages/${id}`, {
            method: 'POST',
            headers: { cookie: person.cookie, 'content-type': 'application/json' },
            body,
        });
    const refused = await ask(participant, '{"message":"x"}');
    assert.equal(refused.status, 403);
    assert.equal(((await refused.json()) as { error: string }).error, 'Access denied');
    assert.equal((await ask(stranger, '{"message":"x"}')).status, 404);
});
