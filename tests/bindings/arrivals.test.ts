import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Arrivals, intervalMs, singlesMax, waitingMax } from '../../bindings/arrivals.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_760_000_000_000 }));
afterEach(() => {
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'document');
});

function start(pausesAfter = -1) {
    const handled: number[] = [];
    const groups: number[] = [];
    const arrivals = new Arrivals<number>(
        (items) => {
            groups.push(items.length);
            handled.push(...items);
        },
        (item) => item === pausesAfter,
    );
    let added = 0;
    const add = (count: number) => {
        for (let one = 0; one < count; one++) {
            arrivals.add(added);
            added += 1;
        }
    };
    const burst = () => {
        add(singlesMax + 1);
        mock.timers.tick(intervalMs);
    };
    return { arrivals, groups, handled, add, burst };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test('a few items per interval are handled at once, interval after interval', () => {
    const { handled, add } = start();
    for (let frame = 1; frame <= 100; frame++) {
        add(singlesMax);
        assert.equal(handled.length, frame * singlesMax);
        mock.timers.tick(intervalMs + 1);
    }
});

test('the first items of a burst are handled at once, the rest in order after an interval', () => {
    const { handled, add } = start();
    add(10);
    assert.deepEqual(handled, upTo(singlesMax));
    mock.timers.tick(intervalMs - 1);
    assert.deepEqual(handled, upTo(singlesMax));
    add(1);
    mock.timers.tick(1);
    assert.deepEqual(handled, upTo(11));
});

test('waiting items are handled as one group, split after an item that ends a group', () => {
    const { arrivals, groups, add } = start(singlesMax + 1);
    add(10);
    arrivals.flush();
    assert.deepEqual(groups, [...Array(singlesMax).fill(1), 2, 10 - singlesMax - 2]);
});

test('a continuing burst is handled once per interval', () => {
    const { handled, add, burst } = start();
    add(10);
    mock.timers.tick(intervalMs);
    mock.timers.tick(1);
    add(10);
    assert.equal(handled.length, 10);
    mock.timers.tick(intervalMs);
    assert.deepEqual(handled, upTo(20));
    burst();
    assert.equal(handled.length, 20 + singlesMax + 1);
});

test('after an interval without items, the next item is handled at once', () => {
    const { handled, add, burst } = start();
    burst();
    mock.timers.tick(intervalMs + 1);
    add(1);
    assert.equal(handled.length, singlesMax + 2);
});

test('a burst ends with an interval of few items: the next ones are handled at once', () => {
    const { handled, add, burst } = start();
    burst();
    add(singlesMax - 1);
    assert.equal(handled.length, 2 * singlesMax);
});

test('an item that arrives in a new interval is handled after those still waiting', () => {
    const { handled, add } = start();
    add(singlesMax);
    mock.timers.tick(intervalMs - 10);
    add(1);
    mock.timers.tick(11);
    add(1);
    assert.deepEqual(handled, upTo(singlesMax));
    mock.timers.tick(intervalMs);
    assert.deepEqual(handled, upTo(singlesMax + 2));
});

test('a hidden page handles everything at once, because its timers are late', () => {
    Reflect.set(globalThis, 'document', { hidden: true });
    const { handled, add } = start();
    add(100);
    assert.deepEqual(handled, upTo(100));
});

test('all waiting items are handled as soon as there are waitingMax of them', () => {
    const { handled, add } = start();
    add(singlesMax + waitingMax - 1);
    assert.equal(handled.length, singlesMax);
    add(1);
    assert.deepEqual(handled, upTo(singlesMax + waitingMax));
});

test('flush handles the waiting items early, and only once', () => {
    const { arrivals, handled, add } = start();
    add(10);
    arrivals.flush();
    mock.timers.tick(10 * intervalMs);
    assert.deepEqual(handled, upTo(10));
});

test('a dropped item is never handled', () => {
    const { arrivals, handled, add } = start();
    add(10);
    arrivals.drop();
    mock.timers.tick(10 * intervalMs);
    assert.deepEqual(handled, upTo(singlesMax));
});

test('items that arrive after a drop are handled as usual', () => {
    const { arrivals, handled, add } = start();
    add(10);
    arrivals.drop();
    mock.timers.tick(10 * intervalMs);
    handled.length = 0;
    add(singlesMax + 1);
    mock.timers.tick(intervalMs);
    assert.deepEqual(
        handled,
        upTo(singlesMax + 1).map((item) => 10 + item),
    );
});

test('items after one that the page may await are handled in another task', async () => {
    mock.timers.reset();
    const handled: string[] = [];
    /** Runs some microtasks later, like the page's code after an `await`. */
    const page = async () => {
        for (let hop = 0; hop < 10; hop++) await null;
        handled.push('page');
    };
    const arrivals = new Arrivals<string>(
        (items) => {
            handled.push(...items);
            if (items.includes('answer')) page();
        },
        (item) => item === 'answer',
    );
    const waiting = ['answer', 'event', 'answer', 'event'];
    for (const item of ['1', '2', '3', '4', ...waiting]) arrivals.add(item);
    for (let waits = 0; waits < 100 && handled.length < singlesMax + 6; waits++)
        await new Promise((resolve) => setTimeout(resolve, intervalMs));
    const wanted = ['answer', 'page', 'event', 'answer', 'page', 'event'];
    assert.deepEqual(handled.slice(singlesMax), wanted);
});

test('flush does not wait for another task after an item that ends a group', () => {
    const { arrivals, handled, add } = start(6);
    add(10);
    arrivals.flush();
    assert.deepEqual(handled, upTo(10));
});

test('an item added while others are handled is handled once, after them', () => {
    const handled: number[] = [];
    const arrivals: Arrivals<number> = new Arrivals(
        (items) => {
            handled.push(...items);
            if (items.includes(singlesMax)) arrivals.add(100);
            if (items.includes(singlesMax + 1)) arrivals.flush();
        },
        () => false,
    );
    for (const item of upTo(singlesMax + 2)) arrivals.add(item);
    mock.timers.tick(intervalMs);
    assert.deepEqual(handled, [...upTo(singlesMax + 2), 100]);
});

test('an item added while another is handled comes after those still waiting', () => {
    const handled: number[] = [];
    const arrivals: Arrivals<number> = new Arrivals(
        (items) => {
            handled.push(...items);
            if (items.includes(singlesMax)) arrivals.add(100);
        },
        (item) => item === singlesMax,
    );
    for (const item of upTo(singlesMax + 2)) arrivals.add(item);
    mock.timers.tick(intervalMs);
    mock.timers.tick(intervalMs);
    assert.deepEqual(handled, [...upTo(singlesMax + 2), 100]);
});

test('an item added during a flush is flushed, too', () => {
    const { arrivals, handled, add } = start(6);
    add(10);
    const once = handled.push;
    handled.push = (...items) => {
        handled.push = once;
        arrivals.add(100);
        return once.apply(handled, items);
    };
    arrivals.flush();
    assert.deepEqual([...handled], [...upTo(10), 100]);
});

test('once the page is hidden, the next item flushes those that wait', () => {
    const { handled, add } = start();
    add(10);
    Reflect.set(globalThis, 'document', { hidden: true });
    add(1);
    assert.deepEqual(handled, upTo(11));
});
