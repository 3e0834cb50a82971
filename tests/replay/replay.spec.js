// The core in a browser, in Node and native: the same inputs give the same output, bit for bit.
import path from 'node:path';
import {
    changedTrace,
    exportTrace,
    haveBadDay,
    linesOf,
    play,
    replayProgram,
} from '../e2e/support/failing_page.js';
import { arriveAndFollow } from '../e2e/support/people.js';
import { expect, test } from '../e2e/support/test.ts';
import { waitForEvents } from '../e2e/support/test_page.js';
import { projectFolder } from '../e2e/support/test_pages.js';

const nativeProgram = [path.join(projectFolder, 'build/native/replay')];

test('a trace from a failing page replays natively and in Node as in the page', async ({
    restartable,
    enter,
}, info) => {
    const page = await haveBadDay({ restartable, enter });
    for (const includeTexts of [false, true]) {
        const trace = await exportTrace(page, { includeTexts });
        const { end, picture } = linesOf(trace).at(-1) ?? {};
        expect(end).toBeGreaterThan(40);
        const native = await play(trace, info, nativeProgram);
        const same = `${end} inputs played, every digest is the same`;
        expect(native).toEqual({ status: 0, output: `${same}, picture ${picture}\n` });
        const { status, output } = await play(trace, info, replayProgram);
        expect(output).toContain(`picture ${picture}\n${same}\n`);
        expect(status).toBe(0);
    }
});

test('a trace of an aborted core replays natively as recorded', async ({ server, enter }, info) => {
    const page = await arriveAndFollow(enter, server, {}, { faults: true });
    await page.evaluate(() => {
        window.system._link.engine?.feed(/** @type {never} */ ({ type: 'Unknown' }));
    });
    await waitForEvents(page, 'messaging:error');
    await page.evaluate(() => window.system.ready);
    const { status, output } = await play(await exportTrace(page), info, nativeProgram);
    expect(output.match(/every digest is the same/g)).toHaveLength(2);
    expect(status).toBe(0);
});

test('a native replay finds one changed byte at the input that it changes', async ({
    restartable,
    enter,
}, info) => {
    const page = await haveBadDay({ restartable, enter });
    const { changed, reply } = changedTrace(await exportTrace(page));
    const { status, output } = await play(changed, info, nativeProgram);
    expect(status).toBe(1);
    expect(output).toContain(`trace.jsonl:${reply + 1}: HttpReplied: the trace has `);
});
