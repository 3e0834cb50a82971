// The trace that a page exports of its core is safe to share and replays identically elsewhere.

import {
    changedTrace,
    exportTrace,
    haveBadDay,
    linesOf,
    planted,
    play,
    replayProgram,
} from './support/failing_page.js';
import { arrive, arriveAndFollow, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { connect, waitForEvents } from './support/test_page.js';

test('the trace of a failing page replays identically in Node and shows what happened', async ({
    restartable,
    enter,
}, info) => {
    const page = await haveBadDay({ restartable, enter });
    const trace = await exportTrace(page);
    const [header] = linesOf(trace);
    expect(header).toMatchObject({
        trace: 'messaging-wasm',
        texts: false,
        lost: 0,
        differsFromPage: null,
        differsByFiller: null,
    });
    const { status, output } = await play(trace, info, replayProgram);
    expect(output).toContain('every digest is the same');
    expect(status).toBe(0);
    expect(output).toContain('state online websocket -> ');
    expect(output).toMatch(/Settle \d+: refused/);
    expect(output).toContain('at the end: online websocket');
    const other = trace.replace('"differsFromPage":null', '"differsFromPage":7');
    expect((await play(other, info, replayProgram)).status).toBe(1);
});

test('a trace never contains secrets, and message texts only with includeTexts', async ({
    restartable,
    enter,
}, info) => {
    const page = await haveBadDay({ restartable, enter });
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name }) => name).sort()).toEqual(['csrf', 'token']);
    const sid = await page.evaluate(() => window.system.socket?.id ?? '');
    const secrets = [planted.token, planted.password, sid, ...cookies.map(({ value }) => value)];
    const personal = [planted.text, planted.email, 'planted', 'Bloom', 'schön', '🎉', 'too long'];
    const trace = await exportTrace(page);
    for (const each of [...secrets, ...personal]) {
        expect(each.length).toBeGreaterThan(0);
        expect(trace).not.toContain(each);
        expect(trace).not.toContain(JSON.stringify(each).slice(1, -1));
    }
    const withTexts = await exportTrace(page, { includeTexts: true });
    for (const each of secrets) expect(withTexts).not.toContain(each);
    expect(withTexts).toContain(planted.text);
    const { status } = await play(withTexts, info, replayProgram);
    expect(status).toBe(0);
});

test('a changed byte in a trace is reported at the input that it affects', async ({
    restartable,
    enter,
}, info) => {
    const page = await haveBadDay({ restartable, enter });
    const { changed, reply } = changedTrace(await exportTrace(page));
    const { status, output } = await play(changed, info, replayProgram);
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`input ${reply} \\(HttpReplied\\) differs`));
});

test('an invalid trace file is rejected with the reason', async ({ server, enter }, info) => {
    const trace = await exportTrace(await arriveAndFollow(enter, server));
    const told = async (/** @type {string} */ file) => {
        const { status, output } = await play(file, info, replayProgram);
        expect(status).toBe(2);
        return output.trim();
    };
    expect(await told('')).toBe('the file is empty: no core ran in that tab');
    expect(await told('hello')).toBe('line 1 is not JSON');
    expect(await told('{}\n')).toBe('line 1 begins no trace of messaging-wasm');
    expect(await told(trace.replace('"version":1', '"version":9'))).toBe(
        'line 1: version 9 is not known',
    );
    const cut = trace.slice(0, trace.lastIndexOf('{"end"'));
    expect(await told(cut)).toBe('the file is cut off: its last trace has no end');
});

test('the abort of a core ends its trace, and the trace of the next core follows', async ({
    server,
    enter,
}, info) => {
    const page = await arriveAndFollow(enter, server, {}, { faults: true });
    await page.evaluate(() => {
        window.system._link.engine?.feed(/** @type {never} */ ({ type: 'Unknown' }));
    });
    await waitForEvents(page, 'messaging:error');
    await page.evaluate((id) => window.system.sendMessage(id, { message: 'after' }), wedding);
    const trace = await exportTrace(page);
    const digests = linesOf(trace).map(({ digest }) => digest);
    expect(digests.filter((digest) => digest === 'aborted')).toHaveLength(1);
    expect(linesOf(trace).filter(({ config }) => config)).toHaveLength(2);
    const { status, output } = await play(trace, info, replayProgram);
    expect(output).toContain('the core aborted');
    expect(status).toBe(0);
});

test('only the leader exports a trace, which contains the inputs of all tabs', async ({
    server,
    enter,
}, info) => {
    const leader = await arriveAndFollow(enter, server);
    const follower = await arrive(enter, server, {}, { context: leader.context() });
    await connect(follower);
    await follower.evaluate((id) => window.system.sendMessage(id, { message: 'Hi' }), wedding);
    expect(await exportTrace(follower)).toBe('');
    const trace = await exportTrace(leader);
    expect(linesOf(trace).filter(({ input }) => input?.type === 'SendMessage')).toHaveLength(1);
    const { status } = await play(trace, info, replayProgram);
    expect(status).toBe(0);
});
