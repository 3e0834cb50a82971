// Whose texts a trace has, where the page asks for texts: those of the last user alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Core, CoreConfig } from '../../bindings/protocol.ts';
import { Recording } from '../../bindings/recording.ts';
import { traceOf } from '../../bindings/trace/export.ts';
import { readTraces } from '../../bindings/trace/trace_file.ts';

const config = { api: 'https://x.org/api', csrfUrl: 'https://x.org/csrf' } as CoreConfig;
const silent: Core = { handle: () => '[0]', text: () => '', deadline: () => -1 };

const signIn = (userId: string) => ({ type: 'SignIn', userId, role: 'customer' });
const signOut = { type: 'SignOut' };
const ready = (userId?: string) => ({ type: 'AuthReady', ask: 1, userId });

/** Which texts stand in the trace of a core that was told this, texts and all else. */
async function shown(told: Array<string | object>, includeTexts = true): Promise<string[]> {
    const recording = new Recording(config, silent);
    for (const [at, each] of told.entries()) {
        if (typeof each === 'string') recording.handle(at, '{"type":"Inject"}', `["${each}"]`);
        else recording.handle(at, JSON.stringify(each), '');
    }
    const [trace] = readTraces(await traceOf(recording, { includeTexts }, '1', async () => silent));
    assert.equal(trace?.inputs.length, told.length);
    const texts = trace?.inputs.map(({ text }) => text) ?? [];
    return told.flatMap((each) =>
        typeof each === 'string' && texts.includes(`["${each}"]`) ? [each] : [],
    );
}

for (const [what, told, wanted] of [
    [
        'what was written before it was known by whom is of the first who is known',
        ['the first', signIn('u1'), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'what was written before another user signed in is not shown',
        [signIn('u1'), 'the first', signIn('u2'), 'the second'],
        ['the second'],
    ],
    [
        'what was written before the user signed out is not shown',
        [signIn('u1'), 'the first', signOut, 'the second'],
        ['the second'],
    ],
    [
        'a user who signs in once more is the same',
        [signIn('u1'), 'the first', signIn('u1'), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'another user may become known by the handshake',
        [signIn('u1'), 'the first', ready('u2'), 'the second'],
        ['the second'],
    ],
    [
        'a handshake that names nobody is of the same user',
        [signIn('u1'), 'the first', ready(), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'who was known by the handshake alone may be followed by another',
        [ready('u1'), 'the first', signIn('u2'), 'the second'],
        ['the second'],
    ],
    [
        'of three users the last one counts',
        [signIn('u1'), 'the first', signIn('u2'), 'the second', signIn('u3'), 'the third'],
        ['the third'],
    ],
] as Array<[string, Array<string | object>, string[]]>) {
    test(what, async () => {
        assert.deepEqual(await shown(told), wanted);
        assert.deepEqual(await shown(told, false), []);
    });
}
