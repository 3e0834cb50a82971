// Who is at the page, by whatever the page calls him, and when that is asked again.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { askIdentity, readIdentity, watchIdentity } from '../../web/identity.ts';
import { MessagingSystem } from '../../web/system.ts';

const { window } = globalThis;
afterEach(() => {
    globalThis.window = window;
});

for (const [user, identity] of [
    [
        { id: 'u1', role: 'supplier' },
        { userId: 'u1', role: 'supplier' },
    ],
    [{ _id: 'u1' }, { userId: 'u1', role: '' }],
    [
        { userId: 'u1', userType: 'customer' },
        { userId: 'u1', role: 'customer' },
    ],
    [
        { id: 7, role: 7 },
        { userId: '7', role: '' },
    ],
    [
        { id: 'u1', _id: 'x', userId: 'y', role: 'a', userType: 'b' },
        { userId: 'u1', role: 'a' },
    ],
    [{ id: '' }, null],
    [{ id: {} }, null],
    [{}, null],
    [null, null],
    [undefined, null],
    ['u1', null],
] as const) {
    test(`who is meant by ${JSON.stringify(user)}`, () => {
        assert.deepEqual(readIdentity(user), identity);
    });
}

const u2 = { userId: 'u2', role: '' };

for (const [words, user] of [
    ['a user', { id: 'u2' }],
    ['a function', () => ({ id: 'u2' })],
    ['a function that takes its time', async () => ({ id: 'u2' })],
] as const) {
    test(`the option "user" is asked before the page's storage: ${words}`, async () => {
        const system = new MessagingSystem({ user });
        system.getUserFromStorage = () => ({ id: 'u1' });
        assert.deepEqual(await askIdentity(system), u2);
    });
}

test('nobody is at the page where the option "user" says so, whatever is in its storage', async () => {
    const system = new MessagingSystem({ user: null });
    system.getUserFromStorage = () => ({ id: 'u1' });
    assert.equal(await askIdentity(system), null);
});

test('a page may replace the question for its user, also by one that takes its time', async () => {
    const system = new MessagingSystem();
    system.getUserFromStorage = (async () => ({ id: 'u2' })) as never;
    assert.deepEqual(await askIdentity(system), u2);
});

/** A storage event of another tab; `null`: all was cleared. */
const stored = (key: string | null) => Object.assign(new Event('storage'), { key });

test('who is at the page is asked again when it says so and when another tab signs in or out', () => {
    const page = new EventTarget();
    globalThis.window = page as never;
    let asked = 0;
    const stop = watchIdentity(() => {
        asked += 1;
    });
    page.dispatchEvent(new Event('auth-state-changed'));
    assert.equal(asked, 1);
    page.dispatchEvent(stored('user'));
    assert.equal(asked, 2);
    page.dispatchEvent(stored(null));
    assert.equal(asked, 3);
    page.dispatchEvent(stored('theme'));
    assert.equal(asked, 3);
    stop();
});

test('who is at the page is asked no more once that was stopped', () => {
    const page = new EventTarget();
    globalThis.window = page as never;
    const stop = watchIdentity(() => assert.fail('asked'));
    stop();
    page.dispatchEvent(new Event('auth-state-changed'));
    page.dispatchEvent(stored('user'));
});

test('where there is no page nobody says that he is another', () => {
    globalThis.window = undefined as never;
    watchIdentity(() => assert.fail('asked'))();
});
