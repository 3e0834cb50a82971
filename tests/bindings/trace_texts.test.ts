// If the page asks for texts, a trace has only those of the last user.
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

/** The texts of `told` that are in the trace of a core that got these inputs. */
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
        'texts from before the first sign-in are included',
        ['the first', signIn('u1'), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'texts from before another user signed in are left out',
        [signIn('u1'), 'the first', signIn('u2'), 'the second'],
        ['the second'],
    ],
    [
        'texts from before the user signed out are left out',
        [signIn('u1'), 'the first', signOut, 'the second'],
        ['the second'],
    ],
    [
        'texts from before the same user signed in again are included',
        [signIn('u1'), 'the first', signIn('u1'), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'texts from before a handshake of another user are left out',
        [signIn('u1'), 'the first', ready('u2'), 'the second'],
        ['the second'],
    ],
    [
        'texts from before a handshake without a user are included',
        [signIn('u1'), 'the first', ready(), 'the second'],
        ['the first', 'the second'],
    ],
    [
        'texts of a user known only from a handshake are left out once another signs in',
        [ready('u1'), 'the first', signIn('u2'), 'the second'],
        ['the second'],
    ],
    [
        'only the texts of the last of three users are included',
        [signIn('u1'), 'the first', signIn('u2'), 'the second', signIn('u3'), 'the third'],
        ['the third'],
    ],
] as Array<[string, Array<string | object>, string[]]>) {
    test(what, async () => {
        assert.deepEqual(await shown(told), wanted);
        assert.deepEqual(await shown(told, false), []);
    });
}
