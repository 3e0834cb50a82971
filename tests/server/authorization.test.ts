// Which events reach whom; authorization/ has the matrix of routes and events.

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

const admitted: Record<Who, boolean> = {
    anonymous: false,
    stranger: false,
    participant: true,
    admin: true,
};

for (const name of who) {
    test(`message and typing events reach ${name}: ${admitted[name]}`, async () => {
        const wire = await people[name].connect();
        const listener = await people.participant.subscribe(id);
        wire.emit('subscribe_conversation', { conversationId: id });
        wire.emit('join', `conversation:${id}`);
        wire.emit('join', `messaging:user:${partner.id}`);
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

test('old-6A-30: auth as another user fails, and receives none of their messages', async () => {
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
