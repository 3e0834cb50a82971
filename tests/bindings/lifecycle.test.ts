// The page and network events that reach the core.
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

/** Dispatches all events, in a fixed order. */
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

test('each event feeds its input, except the first pageshow of a page', () => {
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

test('a page that starts visible and online feeds no input', () => {
    assert.deepEqual(watch().told, []);
});

test('a page that starts offline and hidden feeds both inputs', () => {
    shown.hidden = true;
    set('navigator', { onLine: false });
    assert.deepEqual(watch().told, ['Offline', 'Hidden']);
});

test('after stopping, no event feeds an input', () => {
    const { told, stop } = watch();
    stop();
    happen();
    assert.deepEqual(told, []);
});

test('a page whose browser does not know whether it is online feeds no input', () => {
    set('navigator', {});
    assert.deepEqual(watch().told, []);
});

for (const name of ['window', 'document']) {
    test(`without a ${name}, no event is watched`, () => {
        set(name, undefined);
        const { told, stop } = watch();
        happen();
        stop();
        assert.deepEqual(told, []);
    });
}
