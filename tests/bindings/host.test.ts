// The rules of the run loop, with a scripted core.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Attachments } from '../../bindings/attachments.ts';
import { CsrfTokens } from '../../bindings/csrf.ts';
import {
    type Credentials,
    createHost,
    type Environment,
    type Host,
    type PageEffect,
} from '../../bindings/host.ts';
import type { Batch, Core, CoreConfig, Effect, Input } from '../../bindings/protocol.ts';
import type { Turn } from '../../bindings/turn.ts';

type Answer =
    | { json?: number; effects: Effect[]; texts?: string[] }
    | { batches: Array<Batch | 0>; texts?: string[] }
    | 'abort';

/** Answers each input as `script` says, and records the types of the inputs in order. */
class ScriptedCore implements Core {
    readonly seen: string[] = [];
    due = -1;
    private texts: string[] = [];

    constructor(private readonly script: (input: Input, text: string) => Answer | undefined) {}

    handle(_nowMs: number, control: string, text: string): string {
        const input: Input = JSON.parse(control);
        this.seen.push(input.type);
        const answer = this.script(input, text);
        if (answer === 'abort') throw new Error('aborted');
        this.texts = answer?.texts ?? [];
        if (!answer) return '[0]';
        return JSON.stringify('batches' in answer ? answer.batches : [{ json: 0, ...answer }]);
    }

    text(index: number): string {
        return this.texts[index] ?? '';
    }

    deadline(): number {
        return this.due;
    }
}

const log = (message: string): Effect => ({ type: 'Log', level: 'info', message });
const aborts: unknown[] = [];
const faults: unknown[] = [];

function start(
    script: (input: Input, text: string) => Answer | undefined,
    onEffect: (effect: PageEffect, turn: Turn) => void = () => {},
    more: Partial<Environment> = {},
): { host: Host; core: ScriptedCore } {
    const core = new ScriptedCore(script);
    const environment: Environment = {
        createCore: () => core,
        webSocket: () => assert.fail('no socket is opened'),
        fetch: () => assert.fail('nothing is fetched'),
        wantsEvents: () => true,
        csrf: new CsrfTokens(() => undefined),
        credentials: async (): Promise<Credentials> => ({}),
        onAbort: (error) => aborts.push(error),
        onFault: (error) => faults.push(error),
        ...more,
    };
    return { host: createHost({} as CoreConfig, environment, onEffect, new Attachments()), core };
}

beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    aborts.length = 0;
    faults.length = 0;
});
afterEach(() => mock.timers.reset());

test('inputs fed while effects are executed wait, and are handled in order', () => {
    const order: string[] = [];
    const { host, core } = start(
        ({ type }) => ({ effects: [log(`${type} 1`), log(`${type} 2`)] }),
        (effect) => {
            const message = effect.type === 'Log' ? effect.message : '';
            order.push(message);
            if (message === 'Online 1') {
                host.feed({ type: 'Visible' });
                host.feed({ type: 'Hidden' });
                order.push('fed');
            }
        },
    );
    host.feed({ type: 'Online' });
    assert.deepEqual(order, [
        'Online 1',
        'fed',
        'Online 2',
        'Visible 1',
        'Visible 2',
        'Hidden 1',
        'Hidden 2',
    ]);
    assert.deepEqual(core.seen, ['Online', 'Visible', 'Hidden']);
});

test('bytes are kept until they are sent or given to the page', () => {
    const given: unknown[] = [];
    const { host } = start(
        () => ({
            effects: [
                { type: 'SendBinary', socket: 9, attachment: 1 },
                { type: 'Event', socket: 9, attachments: [2] },
            ],
        }),
        () => given.push(host.attachments.get(2)?.byteLength),
    );
    for (const bytes of [3, 4, 5]) host.attachments.add(new ArrayBuffer(bytes));
    host.feed({ type: 'Online' });
    assert.deepEqual(given, [4]);
    const left = [1, 2, 3].map((each) => host.attachments.get(each)?.byteLength);
    assert.deepEqual(left, [undefined, undefined, 5]);
});

test('one timer is armed for the deadline', () => {
    const { host, core } = start(() => undefined);
    core.due = 1_000_500;
    host.feed({ type: 'Online' });
    host.feed({ type: 'Visible' });
    mock.timers.tick(499);
    assert.deepEqual(core.seen, ['Online', 'Visible']);
    core.due = -1;
    mock.timers.tick(1);
    assert.deepEqual(core.seen, ['Online', 'Visible', 'Tick']);
    mock.timers.tick(100_000);
    assert.equal(core.seen.length, 3);
});

test('a postponed deadline causes one tick, and none before its time', () => {
    const { host, core } = start(() => undefined);
    for (const due of [1_000_100, 1_000_050, 1_000_200]) {
        core.due = due;
        host.feed({ type: 'Online' });
    }
    mock.timers.tick(199);
    assert.equal(core.seen.includes('Tick'), false);
    core.due = -1;
    mock.timers.tick(1000);
    assert.equal(core.seen.filter((type) => type === 'Tick').length, 1);
});

test('a deadline that is postponed or stays the same sets no new timer', (t) => {
    const { host, core } = start(() => undefined);
    const set = t.mock.method(globalThis, 'setTimeout');
    for (const due of [1_000_100, 1_000_100, 1_000_200]) {
        core.due = due;
        host.feed({ type: 'Online' });
    }
    assert.equal(set.mock.callCount(), 1);
});

test('a deadline that a tick sets causes another tick', () => {
    const { host, core } = start(({ type }) => {
        if (type === 'Tick') core.due += 100;
        return undefined;
    });
    core.due = 1_000_100;
    host.feed({ type: 'Online' });
    mock.timers.tick(350);
    assert.deepEqual(core.seen, ['Online', 'Tick', 'Tick', 'Tick']);
});

test('setting the clock back does not delay a tick', (t) => {
    const { host, core } = start(() => undefined);
    core.due = 1_000_500;
    host.feed({ type: 'Online' });
    t.mock.method(Date, 'now', () => 400_500);
    core.due = -1;
    mock.timers.tick(500);
    assert.deepEqual(core.seen, ['Online', 'Tick']);
});

test('a deadline that has passed is due at once', () => {
    const { host, core } = start(() => undefined);
    core.due = 5;
    host.feed({ type: 'Online' });
    core.due = -1;
    mock.timers.tick(0);
    assert.deepEqual(core.seen, ['Online', 'Tick']);
});

test('a deadline in the far future sets the longest timer that browsers know', (t) => {
    const { host, core } = start(() => undefined);
    const set = t.mock.method(globalThis, 'setTimeout');
    core.due = 1_000_000 + 2 ** 40;
    host.feed({ type: 'Online' });
    assert.deepEqual(
        set.mock.calls.map(({ arguments: [, delay] }) => delay),
        [2 ** 31 - 1],
    );
});

test('the document after the prefix is parsed once, and texts can be read repeatedly', () => {
    const documents: unknown[] = [];
    const texts: string[] = [];
    const { host } = start(
        () => ({ json: 2, effects: [log('a'), log('b')], texts: ['own'] }),
        (_effect, turn) => {
            documents.push(turn.document());
            texts.push(turn.text(0));
        },
    );
    host.feed({ type: 'SocketText', socket: 1 }, '42["name",{"a":1}]');
    assert.deepEqual(documents[0], ['name', { a: 1 }]);
    assert.equal(documents[0], documents[1]);
    assert.deepEqual(texts, ['own', 'own']);
});

test('each batch for frames that arrived together has its own document', () => {
    const documents: unknown[] = [];
    const { host } = start(
        () => ({
            batches: [{ json: 2, effects: [log('a')] }, 0, { json: 3, effects: [log('b')] }],
        }),
        (_effect, turn) => documents.push(turn.document()),
    );
    host.feed({ type: 'SocketText', socket: 1 }, ['42["first"]', '2', '421["third"]']);
    assert.deepEqual(documents, [['first'], ['third']]);
});

test('a frame with several packets of a payload yields a document for each', () => {
    const documents: unknown[] = [];
    const messages = ['a', 'b', 'c'];
    const { host } = start(
        () => ({ batches: messages.map((message) => ({ json: 2, effects: [log(message)] })) }),
        (_effect, turn) => documents.push(turn.document()),
    );
    const long = 'x'.repeat(2000);
    host.feed({ type: 'SocketText', socket: 1 }, ['42["a"]\x1e42["b"]', `42["${long}"]`]);
    assert.deepEqual(documents, [['a'], ['b'], [long]]);
});

test('a long string is kept out of the core but reaches the page', () => {
    const handled: string[] = [];
    const documents: unknown[] = [];
    const batches = ['a', 'b'].map((message) => ({ json: 2, effects: [log(message)] }));
    const { host } = start(
        (_input, text) => {
            handled.push(text);
            return { batches };
        },
        (_effect, turn) => documents.push(turn.document(), turn.json()),
    );
    const events = [['a', { id: 1, text: 'é'.repeat(20_000) }], ['b']];
    const texts = events.map((event) => JSON.stringify(event));
    host.feed(
        { type: 'SocketText', socket: 1 },
        texts.map((text) => `42${text}`),
    );
    assert.deepEqual(handled, [`42["a",{"id":1,"text":null}]\x1e42["b"]`]);
    assert.deepEqual(documents, [events[0], texts[0], events[1], texts[1]]);
});

test('an input fed by an effect is handled after all frames that arrived together', () => {
    const order: string[] = [];
    const { host, core } = start(
        ({ type }) =>
            type === 'SocketText'
                ? { batches: [1, 2].map((each) => ({ json: 0, effects: [log(`${each}`)] })) }
                : { effects: [log(type)] },
        (effect) => {
            const message = effect.type === 'Log' ? effect.message : '';
            order.push(message);
            if (message === '1') host.feed({ type: 'Disconnect' });
        },
    );
    host.feed({ type: 'SocketText', socket: 1 }, ['42["a"]', '42["b"]']);
    assert.deepEqual(order, ['1', '2', 'Disconnect']);
    assert.deepEqual(core.seen, ['SocketText', 'Disconnect']);
});

test('if an effect destroys the host, the effects of later frames are dropped', () => {
    const seen: string[] = [];
    const { host } = start(
        () => ({ batches: [1, 2].map((each) => ({ json: 0, effects: [log(`${each}`)] })) }),
        (effect) => {
            seen.push(effect.type === 'Log' ? effect.message : '');
            host.destroy();
        },
    );
    host.feed({ type: 'SocketText', socket: 1 }, ['42["a"]', '42["b"]']);
    assert.deepEqual(seen, ['1']);
});

test('part of a byte document can be left out', () => {
    const texts: string[] = [];
    const { host } = start(
        () => ({ batches: [{ json: 0, leftOut: [1, 8], effects: [log('a')] }] }),
        (_effect, turn) => texts.push(turn.json()),
    );
    const body = new TextEncoder().encode('["ä",1,"ö"]');
    host.feed({ type: 'HttpReplied', request: 1, status: 200 }, body);
    assert.deepEqual(texts, ['["ö"]']);
});

test('a response body is one document, even with a record separator in it', () => {
    const texts: string[] = [];
    const { host } = start(
        () => ({ effects: [log('a')] }),
        (_effect, turn) => texts.push(turn.json()),
    );
    host.feed({ type: 'HttpReplied', request: 1, status: 200 }, new TextEncoder().encode('a\x1eb'));
    assert.deepEqual(texts, ['a\x1eb']);
});

test('an exception in page code is reported, and ends neither the batch nor the loop', () => {
    const seen: string[] = [];
    const { host } = start(
        () => ({ effects: [log('a'), log('b')] }),
        (effect) => {
            seen.push(effect.type === 'Log' ? effect.message : '');
            if (seen.length === 1) throw new Error('the page');
        },
    );
    host.feed({ type: 'Online' });
    host.feed({ type: 'Offline' });
    assert.deepEqual(seen, ['a', 'b', 'a', 'b']);
    assert.equal(faults.length, 1);
});

test('an abort of the core is reported once, and the host ignores later inputs', () => {
    const { host, core } = start(({ type }) => (type === 'Offline' ? 'abort' : undefined));
    core.due = 1_000_100;
    host.feed({ type: 'Online' });
    host.feed({ type: 'Offline' });
    host.feed({ type: 'Visible' });
    mock.timers.tick(1000);
    assert.deepEqual(core.seen, ['Online', 'Offline']);
    assert.equal(aborts.length, 1);
});

test('a destroyed host passes neither inputs nor ticks to its core', () => {
    const { host, core } = start(() => undefined);
    core.due = 1_000_100;
    host.feed({ type: 'Online' });
    host.destroy();
    host.destroy();
    host.feed({ type: 'Offline' });
    mock.timers.tick(1000);
    assert.deepEqual(core.seen, ['Online']);
});

test('if an effect destroys the host, the rest of the batch is dropped', () => {
    const seen: string[] = [];
    const { host } = start(
        () => ({ effects: [log('a'), log('b')] }),
        (effect) => {
            seen.push(effect.type === 'Log' ? effect.message : '');
            host.destroy();
        },
    );
    host.feed({ type: 'Online' });
    assert.deepEqual(seen, ['a']);
});

test('the payload of the credentials is fed; a rejection is fed and reported', async () => {
    let fails = false;
    const texts: string[] = [];
    const { host, core } = start(
        ({ type }, text) => {
            texts.push(text);
            return type === 'Connect' ? { effects: [{ type: 'AskAuth', ask: 3 }] } : undefined;
        },
        undefined,
        {
            credentials: async () => {
                if (fails) throw new Error('no');
                return { userId: 'u1', payload: { token: 't' } };
            },
        },
    );
    host.feed({ type: 'Connect' });
    await null;
    await null;
    fails = true;
    host.feed({ type: 'Connect' });
    await null;
    await null;
    await null;
    assert.deepEqual(core.seen, ['Connect', 'AuthReady', 'Connect', 'AuthFailed']);
    assert.deepEqual(texts, ['', '{"token":"t"}', '', '']);
    assert.deepEqual(faults.map(String), ['Error: no']);
});
