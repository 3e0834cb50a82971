// The errors with which the test server responds to mistakes in a test.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestServer, type TestServerOptions } from '../../server/testing/index.ts';

const users = [
    { id: 'ann', name: 'Ann', role: 'customer' },
    { id: 'ben', name: 'Ben', role: 'supplier' },
];
const conversation = { id: 'thd_one', participants: ['ann', 'ben'] };

function begin(t: TestContext) {
    const server = createTestServer({ users, conversations: [conversation] });
    t.after(() => server.close());
    return server;
}

test('invalid options of createTestServer throw a TypeError that names the fault', () => {
    const wrong: [unknown, RegExp][] = [
        [undefined, /^what createTestServer is given is undefined, but must be an object$/],
        [{ conversations: [] }, /^users is undefined, but must be an array$/],
        [{ users: { ann: {} } }, /^users is object, but must be an array$/],
        [{ users: [null] }, /^users\[0\] is null/],
        [
            { users: [{ id: 'ann', name: 'Ann' }] },
            /^users\[0\]\.role is undefined, but must be a s/,
        ],
        [{ users: [{ name: 'Ann', role: 'customer' }] }, /^users\[0\]\.id is undefined/],
        [{ users: [{ id: 'ann', role: 'customer' }] }, /^users\[0\]\.name is undefined/],
        [{ users, conversations: {} }, /^conversations is object/],
        [{ users, conversations: ['thd_one'] }, /^conversations\[0\] is string/],
        [{ users, conversation: [] }, /has the field conversation, but only users, conversations/],
        [{ users: [users[0], users[0]] }, /^users\[1\]\.id is ann, as is that of another$/],
        [{ users, conversations: [{ participants: [] }] }, /^conversations\[0\]\.id is undefined/],
        [{ users, conversations: [{ ...conversation, title: 'x' }] }, /\[0\] has the field title/],
        [{ users, conversations: [{ ...conversation, subject: 5 }] }, /\.subject is number, but/],
        [
            { users, conversations: [conversation, conversation] },
            /^conversations\[1\]\.id is thd_o/,
        ],
        [
            { users, conversations: [{ ...conversation, messages: [{ by: 'ann', text: 'x' }] }] },
            /messages\[0\] has the field by, but only from, text are known$/,
        ],
        [{ users, conversations: [{ id: 'x' }] }, /^conversations\[0\]\.participants is undefined/],
        [{ users, conversations: [{ ...conversation, messages: {} }] }, /messages is object, but/],
        [
            { users, conversations: [{ ...conversation, messages: [null] }] },
            /messages\[0\] is null/,
        ],
        [{ users, conversations: [{ ...conversation, messages: [{ from: 'ann' }] }] }, /\.text is/],
        [
            { users, conversations: [{ ...conversation, id: 'sync' }] },
            /"sync", which is no address/,
        ],
    ];
    for (const [options, message] of wrong) {
        const create = () => createTestServer(options as TestServerOptions);
        assert.throws(create, { name: 'TypeError', message });
    }
});

test('globals that an environment such as that of Jest lacks are named at once', (t) => {
    const scope = globalThis as Record<string, unknown>;
    const { Headers, TextDecoder } = globalThis;
    t.after(() => Object.assign(scope, { Headers, TextDecoder }));
    for (const name of ['Headers', 'TextDecoder']) delete scope[name];
    const message = /^There is no Headers, TextDecoder here: docs\/testing\.md/;
    assert.throws(() => createTestServer({ users }), { message });
});

test('an unknown user in a conversation or its messages is named at once', () => {
    const message = 'There is no user dora at the test server';
    for (const wrong of [
        { participants: ['ann', 'dora'] },
        { messages: [{ from: 'dora', text: 'x' }] },
    ]) {
        const conversations = [{ ...conversation, ...wrong }];
        assert.throws(() => createTestServer({ users, conversations }), { message });
    }
});

test('an unknown conversation fails each call with its id', async (t) => {
    const server = begin(t);
    const message = 'There is no conversation nope at the test server';
    for (const deed of [{ conversationId: 'nope' }, { conversationId: 'nope', from: 'ben' }]) {
        await assert.rejects(server.receive({ ...deed, text: 'x' }), { message });
        await assert.rejects(server.read(deed), { message });
        assert.throws(() => server.type(deed), { message });
    }
    await assert.rejects(server.messages('nope'), { message });
    assert.throws(() => server.isFollowed('nope'), { message });
});

test('an unknown user fails each call with the id', (t) => {
    const server = begin(t);
    const message = 'There is no user dora at the test server';
    assert.throws(() => server.emit('dora', 'x', 1), { message });
    assert.throws(() => server.signOut('dora'), { message });
    assert.throws(() => server.signIn('dora'), { message });
});

test('only participants and administrators act in a conversation', async (t) => {
    const others = [
        { id: 'carl', name: 'Carl', role: 'supplier' },
        { id: 'root', name: 'Root', role: 'admin' },
    ];
    const options = { users: [...users, ...others], conversations: [conversation] };
    const server = createTestServer(options);
    t.after(() => server.close());
    const message = 'carl is not among the participants of thd_one: ann,ben';
    const deed = { conversationId: 'thd_one', text: 'x' };
    await assert.rejects(server.receive({ ...deed, from: 'carl' }), { message });
    assert.equal((await server.receive({ ...deed, from: 'root' })).senderId, 'root');
    const messages = [{ from: 'carl', text: 'x' }];
    const conversations = [{ ...conversation, messages }];
    assert.throws(() => createTestServer({ ...options, conversations }), { message });
});

test('a misspelt field of a deed is named', async (t) => {
    const server = begin(t);
    const deed = { conversationId: 'thd_one', typing: false };
    const message = /^what \w+ is given has the field typing, but only conversationId, from/;
    assert.throws(() => server.type(deed), { name: 'TypeError', message });
    await assert.rejects(server.read(deed), { name: 'TypeError', message });
    const wrong = { conversationId: 'thd_one', isTyping: 'no' as unknown as boolean };
    const kind = /^isTyping is string, but must be a boolean$/;
    assert.throws(() => server.type(wrong), { name: 'TypeError', message: kind });
});

test('a status that is no refusal and an event without a name are refused', (t) => {
    const server = begin(t);
    for (const status of [200, 600, 403.5, '403', undefined]) {
        const fail = () => server.failNext(status as number);
        assert.throws(fail, { name: 'RangeError', message: /^failNext is given .* 400 to 599$/ });
    }
    const emit = () => server.emit('ann', undefined as unknown as string, 1);
    assert.throws(emit, /^TypeError: the event to emit is undefined, but must be a string$/);
});

test('a message without text is rejected by the missing field, and not stored', async (t) => {
    const server = begin(t);
    const deed = { conversationId: 'thd_one' } as Parameters<typeof server.receive>[0];
    await assert.rejects(server.receive(deed), {
        name: 'TypeError',
        message: 'text of a message is undefined, but must be a string',
    });
    assert.deepEqual(await server.messages('thd_one'), []);
});
