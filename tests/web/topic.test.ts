import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Topic } from '../../web/topic.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve));
const nothing = () => {};

test('callbacks are not called before there is a value, then once per task', async () => {
    const topic = new Topic<number[]>();
    const calls: number[][] = [];
    topic.follow((list) => calls.push(list), nothing);
    await soon();
    assert.deepEqual(calls, []);
    topic.publish(() => [1]);
    topic.publish(() => [1, 2]);
    assert.deepEqual(calls, []);
    await soon();
    assert.deepEqual(calls, [[1, 2]]);
});

test('old-6C-6: each follower gets an array of its own, until it unsubscribes', async () => {
    const topic = new Topic<number[]>();
    const lists: number[][] = [];
    const first = topic.follow((list) => lists.push(list), nothing);
    topic.follow((list) => lists.push(list), nothing);
    topic.publish(() => [1]);
    await soon();
    assert.equal(lists.length, 2);
    assert.notEqual(lists[0], lists[1]);
    first();
    first();
    topic.publish(() => [2]);
    await soon();
    assert.equal(lists.length, 3);
});

test('the end is reported once, when the last follower unsubscribes', () => {
    const topic = new Topic<number>();
    let ends = 0;
    const [first, second] = [1, 2].map(() => topic.follow(nothing, () => ends++));
    first?.();
    assert.equal(ends, 0);
    second?.();
    assert.equal(ends, 1);
    second?.();
    assert.equal(ends, 1);
});

test('a follower after the end gets no earlier value', async () => {
    const topic = new Topic<number>();
    topic.publish(() => 1);
    topic.follow(nothing, nothing)();
    topic.follow(() => assert.fail('called'), nothing);
    await soon();
});

test('after clear() only new followers are called, with the next value', async () => {
    const topic = new Topic<number>();
    const calls: number[] = [];
    topic.follow(() => assert.fail('called'), nothing);
    topic.publish(() => 1);
    topic.clear();
    topic.follow((value) => calls.push(value), nothing);
    await soon();
    assert.deepEqual(calls, []);
    topic.publish(() => 2);
    await soon();
    assert.deepEqual(calls, [2]);
});

test('a callback may unsubscribe another one that is due', async () => {
    const topic = new Topic<number>();
    const ends: Array<() => void> = [];
    topic.follow(() => ends[0]?.(), nothing);
    ends.push(topic.follow(() => assert.fail('called'), nothing));
    topic.publish(() => 1);
    await soon();
});

test('follow() throws if it is given no callback', () => {
    const topic = new Topic<number>();
    assert.throws(() => topic.follow(undefined as never, nothing), /no callback/);
    assert.equal(topic.size, 0);
});

test('a later follower gets the value without the others being called', async () => {
    const topic = new Topic<number>();
    const calls: string[] = [];
    topic.follow((value) => calls.push(`a${value}`), nothing);
    topic.publish(() => 1);
    await soon();
    topic.follow((value) => calls.push(`b${value}`), nothing);
    await soon();
    assert.deepEqual(calls, ['a1', 'b1']);
});

test('old-6C-15: an unsubscribed callback is not called any more', async () => {
    const topic = new Topic<number>();
    const calls: number[] = [];
    const end = topic.follow((value) => calls.push(value), nothing);
    topic.publish(() => 1);
    end();
    await soon();
    topic.publish(() => 2);
    topic.clear();
    await soon();
    assert.deepEqual(calls, []);
});

test('a callback that throws does not keep the others from being called', async () => {
    const topic = new Topic<number>();
    const calls: number[] = [];
    const errors: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => errors.push(error));
    topic.follow(() => {
        throw new Error('the page');
    }, nothing);
    topic.follow((value) => calls.push(value), nothing);
    topic.publish(() => 1);
    await soon();
    await soon();
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
    assert.deepEqual(calls, [1]);
    assert.equal(errors.length, 1);
});
