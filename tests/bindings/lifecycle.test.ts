// What the core hears of the page and the network.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { watchLifecycle } from '../../bindings/lifecycle.ts';

const globals = ['window', 'document', 'navigator'].map((name) => ({
    name,
    property: Object.getOwnPropertyDescriptor(globalThis, name),
}));
const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true });

let page: EventTarget;
let shown: EventTarget & { hidden: boolean };

beforeEach(() => {
    page = new EventTarget();
    shown = Object.assign(new EventTarget(), { hidden: false });
    set('window', page);
    set('document', shown);
    set('navigator', { onLine: true });
});
afterEach(() => {
    for (const { name, property } of globals) {
        if (property) Object.defineProperty(globalThis, name, property);
        else Reflect.deleteProperty(globalThis, name);
    }
});

function watch() {
    const told: string[] = [];
    const stop = watchLifecycle(({ type }) => told.push(type));
    return { told, stop };
}

/** Everything that can happen, in an order of its own. */
function happen(): void {
    for (const name of ['online', 'offline', 'pagehide']) page.dispatchEvent(new Event(name));
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    for (const name of ['freeze', 'resume']) shown.dispatchEvent(new Event(name));
    for (const hidden of [true, false]) {
        shown.hidden = hidden;
        shown.dispatchEvent(new Event('visibilitychange'));
    }
}

test('each event has its word, but for the first show of a page', () => {
    const { told } = watch();
    happen();
    assert.deepEqual(told, [
        'Online',
        'Offline',
        'PageHidden',
        'PageShown',
        'Frozen',
        'Resumed',
        'Hidden',
        'Visible',
    ]);
});

test('of a page that is seen and online nothing has to be said', () => {
    assert.deepEqual(watch().told, []);
});

test('a page that is hidden or offline from the beginning is told so', () => {
    shown.hidden = true;
    set('navigator', { onLine: false });
    assert.deepEqual(watch().told, ['Offline', 'Hidden']);
});

test('nothing is heard any more once it was stopped', () => {
    const { told, stop } = watch();
    stop();
    happen();
    assert.deepEqual(told, []);
});

test('where there is no document nothing is watched', () => {
    set('document', undefined);
    const { told, stop } = watch();
    page.dispatchEvent(new Event('offline'));
    stop();
    assert.deepEqual(told, []);
});
