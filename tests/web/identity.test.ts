// Who the user of the page is, in whatever form the page says it, and when it is read again.
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
    [{ id: 0 }, { userId: '0', role: '' }],
    [{ id: '', _id: 'x' }, null],
    [{ id: {} }, null],
    [{}, null],
    [null, null],
    [undefined, null],
    ['u1', null],
] as const) {
    test(`readIdentity handles ${JSON.stringify(user)}`, () => {
        assert.deepEqual(readIdentity(user), identity);
    });
}

const u2 = { userId: 'u2', role: '' };

for (const [words, user] of [
    ['a user', { id: 'u2' }],
    ['a function', () => ({ id: 'u2' })],
    ['an async function', async () => ({ id: 'u2' })],
] as const) {
    test(`the option "user" overrides the page's storage: ${words}`, async () => {
        const system = new MessagingSystem({ user });
        system.getUserFromStorage = () => ({ id: 'u1' });
        assert.deepEqual(await askIdentity(system), u2);
    });
}

test('the option "user: null" means signed out, whatever the page’s storage has', async () => {
    const system = new MessagingSystem({ user: null });
    system.getUserFromStorage = () => ({ id: 'u1' });
    assert.equal(await askIdentity(system), null);
});

test('a page may replace getUserFromStorage, even by an async function', async () => {
    const system = new MessagingSystem();
    system.getUserFromStorage = (async () => ({ id: 'u2' })) as never;
    assert.deepEqual(await askIdentity(system), u2);
});

/** A storage event from another tab; with `null`, everything was cleared. */
const stored = (key: string | null) => Object.assign(new Event('storage'), { key });

test('the user is read again when the page says so or another tab signs in or out', () => {
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

test('the user is not read again once watching has stopped', () => {
    const page = new EventTarget();
    globalThis.window = page as never;
    const stop = watchIdentity(() => assert.fail('asked'));
    stop();
    page.dispatchEvent(new Event('auth-state-changed'));
    page.dispatchEvent(stored('user'));
});

test('watchIdentity does nothing without a window', () => {
    globalThis.window = undefined as never;
    watchIdentity(() => assert.fail('asked'))();
});
