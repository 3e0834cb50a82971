// The socket that a page has for events of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../web/link.ts';
import { start } from './told_page.ts';

/** A socket, what its engine was given to emit, and events of the server. */
function begin() {
    const { link, system, tell, listen } = start();
    const emitted: Array<[args: unknown[], call: number | undefined]> = [];
    link.start = async () => {};
    link.engine = {
        emit: (...given: [unknown[], undefined]) => emitted.push(given),
    } as never as Engine;
    const socket = listen();
    const happen = (...packet: unknown[]) =>
        tell({ type: 'Event', socket: 1, attachments: [] }, packet);
    const settle = (call: number, ...answer: unknown[]) =>
        link.pending.get(call)?.resolve(answer as never);
    return { link, system, socket, emitted, happen, settle };
}

test('a listener for one event is called for the next only', () => {
    const { socket, happen } = begin();
    const heard: unknown[] = [];
    socket.once('news', (value) => heard.push(value));
    happen('news', 1);
    happen('news', 2);
    assert.deepEqual(heard, [1]);
});

test('a listener that is taken back leaves the others', () => {
    const { socket, happen } = begin();
    const heard: string[] = [];
    const [first, second, once] = ['first', 'second', 'once'].map((name) => () => heard.push(name));
    if (!first || !second || !once) return;
    socket.on('news', first).on('news', second).once('news', once);
    socket.off('news', first).off('news', once);
    happen('news');
    assert.deepEqual(heard, ['second']);
});

test('all listeners of an event, or all there are, can be taken back', () => {
    const { socket, happen } = begin();
    const heard: string[] = [];
    for (const name of ['a', 'b']) socket.on(name, () => heard.push(name));
    socket.off('c', () => {});
    socket.off('a');
    happen('a');
    happen('b');
    assert.deepEqual(heard, ['b']);
    socket.off();
    happen('b');
    assert.deepEqual(heard, ['b']);
});

test('who has disconnected hears no more', () => {
    const { link, socket, happen } = begin();
    socket.on('news', () => assert.fail('heard'));
    link.engine = null;
    socket.disconnect();
    assert.equal(socket.hasListeners, false);
    happen('news');
});

test('a socket of before the cleanup is not connected', () => {
    const { link, system, socket } = begin();
    assert.equal(socket.connected, false);
    system.isConnected = true;
    assert.equal(socket.connected, true);
    link.socket = null;
    assert.equal(socket.connected, false);
});

test('a function at the end gets the acknowledgement, all else is emitted as it is', async () => {
    const { socket, emitted, settle } = begin();
    const answers: unknown[] = [];
    socket.emit('plain', 1, null);
    socket.emit('asked', 2, (...answer: unknown[]) => answers.push(answer));
    assert.deepEqual(emitted, [
        [['plain', 1, null], undefined],
        [['asked', 2], 1],
    ]);
    settle(1, 'yes', 'and more');
    await turn();
    assert.deepEqual(answers, [['yes', 'and more']]);
});

test('who waits for an acknowledgement gets its first argument', async () => {
    const { socket, emitted, settle } = begin();
    const waiting = socket.emitWithAck('asked', 2);
    assert.deepEqual(emitted, [[['asked', 2], 1]]);
    settle(1, 'yes', 'and more');
    assert.equal(await waiting, 'yes');
});

test('an acknowledgement that never comes is told to who waits for it, and to no function', async () => {
    const { link, socket } = begin();
    socket.emit('asked', () => assert.fail('answered'));
    const waiting = socket.emitWithAck('asked');
    link.rejectCalls(link.error('gone', 'aborted', null, true));
    await assert.rejects(waiting, { code: 'aborted' });
    await turn();
});
