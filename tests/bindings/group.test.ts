// What a tab receives from the others, with simulated channels and locks.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Group, type Member, type TabMessage } from '../../bindings/group.ts';

type Work = () => Promise<void>;

/** The requested locks, which the test grants. */
let asked: Map<string, Work>;
let channels: Set<{ onmessage: ((event: { data: object }) => void) | null }>;
let heard: TabMessage[];
const { navigator, BroadcastChannel } = globalThis;

const member: Member = {
    present: () => heard.push({ type: 'hello' }),
    elected: () => {},
    deposed: () => {},
    failed: () => assert.fail('failed'),
    received: (message) => heard.push(message),
};

const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

beforeEach(() => {
    asked = new Map();
    channels = new Set();
    heard = [];
    const request = (name: string, _options: LockOptions, work: Work) => {
        asked.set(name, work);
        return new Promise(() => {});
    };
    set('navigator', { locks: { request } });
    set(
        'BroadcastChannel',
        class {
            onmessage: ((event: { data: object }) => void) | null = null;
            constructor() {
                channels.add(this);
            }
            postMessage(): void {}
            close(): void {
                channels.delete(this);
            }
        },
    );
});
afterEach(() => {
    set('navigator', navigator);
    set('BroadcastChannel', BroadcastChannel);
});

test('a tab ignores messages until the others can see it, and then greets them', () => {
    const group = new Group('messaging', member);
    const say = (data: object) => {
        for (const { onmessage } of channels) onmessage?.({ data });
    };
    // No leader would give it a seat yet, so it must not follow one.
    say({ type: 'leads', from: 'other' });
    assert.deepEqual(heard, []);
    asked.get(`messaging ${group.id}`)?.();
    assert.deepEqual(heard, [{ type: 'hello' }]);
    say({ type: 'leads', from: 'other', to: group.id });
    say({ type: 'leads', from: 'other', to: 'a third' });
    assert.equal(heard.length, 2);
});
