// Options that change after a system was made.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Engine } from '../../web/link.ts';
import type { MessagingOptions } from '../../web/options.ts';
import { defaultStrings } from '../../web/strings.ts';
import { MessagingSystem } from '../../web/system.ts';

let system: MessagingSystem;

beforeEach(() => {
    system = new MessagingSystem({ url: 'https://shop.example', log: 'silent' });
});
afterEach(() => system.destroy());

/** Counts how often a running engine asks for the user. */
function run(): { asked: number } {
    const counts = { asked: 0 };
    const engine = {
        identify: async () => {
            counts.asked += 1;
        },
        destroy: () => {},
    };
    system._link.engine = engine as unknown as Engine;
    system._link.starting = Promise.resolve();
    return counts;
}

test('options that are not given again keep their values', () => {
    assert.equal(system.configure({ path: '/chat' }), system);
    assert.deepEqual(system._link.options, {
        url: 'https://shop.example',
        log: 'silent',
        path: '/chat',
    });
});

test('a wrong option changes nothing, not even the options beside it', () => {
    const options = { path: '/chat', pollIntervalMs: 1 };
    assert.throws(() => system.configure(options), RangeError);
    assert.equal(system._link.options.path, undefined);
});

test('the page’s texts stay until it gives others, which replace all of them', () => {
    system.configure({ strings: { online: 'Verbunden' } });
    system.configure({ log: 'warn' });
    assert.equal(system._link.strings.online, 'Verbunden');
    system.configure({ strings: { offline: 'Getrennt' } });
    const { online, offline } = system._link.strings;
    assert.deepEqual([online, offline], [defaultStrings.online, 'Getrennt']);
});

test('options of the core can be changed again after cleanup', () => {
    run();
    const late: MessagingOptions = { url: 'https://other.example' };
    assert.throws(() => system.configure(late), /url must be set before/);
    system.cleanup();
    system.configure(late);
    assert.equal(system._link.options.url, 'https://other.example');
});

test('a running core asks for the user again only if the option "user" is given', async () => {
    const counts = run();
    system.configure({ log: 'warn' });
    await null;
    assert.equal(counts.asked, 0);
    system.configure({ user: { id: 'u2' } });
    await null;
    assert.equal(counts.asked, 1);
});

test('a user may be given while the core fails to load', async (t) => {
    t.mock.method(console, 'error', () => {});
    system.configure({ url: undefined as unknown as string });
    const { ready } = system;
    system.configure({ user: { id: 'u2' } });
    await assert.rejects(ready, { code: 'load_failed' });
});
