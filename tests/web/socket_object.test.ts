// The socket object for a page's custom events.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../web/link.ts';
import { start } from './told_page.ts';

/** A socket, what its engine has emitted, and functions for the server's events and answers. */
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

test('a listener added with once is called for the next event only', () => {
    const { socket, happen } = begin();
    const heard: unknown[] = [];
    socket.once('news', (value) => heard.push(value));
    happen('news', 1);
    happen('news', 2);
    assert.deepEqual(heard, [1]);
});

test('removing a listener leaves the others', () => {
    const { socket, happen } = begin();
    const heard: string[] = [];
    const [first, second, once] = ['first', 'second', 'once'].map((name) => () => heard.push(name));
    if (!first || !second || !once) return;
    socket.on('news', first).on('news', second).once('news', once);
    socket.off('news', first).off('news', once);
    happen('news');
    assert.deepEqual(heard, ['second']);
});

test('off removes all listeners of an event, or all there are', () => {
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

test('disconnect removes all listeners', () => {
    const { link, socket, happen } = begin();
    socket.on('news', () => assert.fail('heard'));
    link.engine = null;
    socket.disconnect();
    assert.equal(socket.hasListeners, false);
    happen('news');
});

test('a socket from before cleanup is not connected', () => {
    const { link, system, socket } = begin();
    assert.equal(socket.connected, false);
    system.isConnected = true;
    assert.equal(socket.connected, true);
    link.socket = null;
    assert.equal(socket.connected, false);
});

test('a trailing function gets the acknowledgement, all else is emitted unchanged', async () => {
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

test('emitWithAck resolves with the first argument of the acknowledgement', async () => {
    const { socket, emitted, settle } = begin();
    const waiting = socket.emitWithAck('asked', 2);
    assert.deepEqual(emitted, [[['asked', 2], 1]]);
    settle(1, 'yes', 'and more');
    assert.equal(await waiting, 'yes');
});

test('a lost acknowledgement rejects emitWithAck and calls no function', async () => {
    const { link, socket } = begin();
    socket.emit('asked', () => assert.fail('answered'));
    const waiting = socket.emitWithAck('asked');
    link.rejectCalls(link.error('gone', 'aborted', null, true));
    await assert.rejects(waiting, { code: 'aborted' });
    await turn();
});
