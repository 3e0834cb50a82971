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

test('receiving, reading or typing in an unknown conversation fails with its id', async (t) => {
    const server = begin(t);
    const message = 'There is no conversation nope at the test server';
    for (const deed of [{ conversationId: 'nope' }, { conversationId: 'nope', from: 'ben' }]) {
        await assert.rejects(server.receive({ ...deed, text: 'x' }), { message });
        await assert.rejects(server.read(deed), { message });
        assert.throws(() => server.type(deed), { message });
    }
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
