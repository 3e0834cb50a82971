// Limits that an application brings itself, see docs/server.md.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessagingOptions } from '../../server/attach_messaging.ts';
import { id, startApplication } from './application.ts';
import { sleep } from './support.ts';

test('a limiter of the application is asked for each limit, and sets Retry-After', async (t) => {
    const asked: string[] = [];
    const limits: MessagingOptions['limits'] = {
        async take(name, key) {
            asked.push(`${name} of ${key}`);
            return { allowed: name !== 'messages', retryAfterMs: 1001, excess: 1 };
        },
    };
    const { as } = await startApplication(t, { limits });
    const { status, headers } = await as('ann').send(id, 'x');
    // Rounded up, so that a client never retries before the limit ends.
    assert.deepEqual([status, headers.get('retry-after')], [429, '2']);
    assert.deepEqual(asked, ['requests of user ann', 'messages of ann']);
});

const allowed = { allowed: true, retryAfterMs: 0, excess: 0 };

/** Limits that fail as long as `away` says so, by throwing or by a promise. */
function failing(how: 'throws' | 'rejects') {
    const [errors, refused]: [[string, unknown][], string[]] = [[], []];
    const fault = new Error('The counter is away');
    const state = { away: true };
    const limits: MessagingOptions['limits'] = {
        take() {
            if (state.away && how === 'throws') throw fault;
            return state.away ? Promise.reject(fault) : Promise.resolve(allowed);
        },
    };
    const log = {
        info() {},
        error: (text: string, cause: unknown) => void errors.push([text, cause]),
    };
    const onRefused = (event: string) => void refused.push(event);
    return { options: { limits, log, onRefused }, state, errors, refused, fault };
}

for (const how of ['throws', 'rejects'] as const) {
    test(`a request whose limit ${how} is answered with 500 and logged, and changes nothing`, async (t) => {
        const { options, state, errors, fault } = failing(how);
        const { as } = await startApplication(t, options);
        const { status, body } = await as('ann').send(id, 'x');
        assert.deepEqual([status, body.error], [500, 'Internal error']);
        assert.deepEqual(errors, [['A request failed', fault]]);
        state.away = false;
        assert.deepEqual((await as('ann').get(`/api/messages/${id}`)).body.messages, []);
    });

    test(`an event whose limit ${how} is dropped and logged, and the next one is served`, async (t) => {
        const { options, state, errors, fault } = failing(how);
        const { as } = await startApplication(t, options);
        const ann = as('ann');
        t.after(() => ann.leave());
        const wire = await ann.connect();
        const answers: unknown[] = [];
        const conversationId = id;
        wire.emit('subscribe_conversation', { conversationId }, (ok: unknown) => answers.push(ok));
        while (errors.length === 0) await sleep(2);
        assert.deepEqual(errors, [['The event subscribe_conversation failed', fault]]);
        state.away = false;
        assert.equal((await wire.ask('subscribe_conversation', { conversationId })).ok, true);
        assert.deepEqual(answers, []);
    });
}
