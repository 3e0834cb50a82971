// A page with a bad day, whose trace is examined afterwards: a message is refused, the server goes
// down with messages in transit, and comes back.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import { signIn } from '../../server/support.ts';
import { arrive, tasting, wedding } from './people.js';
import {
    connect,
    followMessages,
    waitForOffline,
    waitForOnline,
    waitForText,
} from './test_page.js';
import { dist } from './test_pages.js';

/** What must not be in a trace, in addition to cookies. */
export const planted = {
    token: 'planted-token-of-the-handshake',
    password: 'planted-password-of-an-event',
    text: 'A planted text, schön geschrieben 🎉',
    email: 'planted.person@example.org',
};

/**
 * @param {{ restartable: any, enter: any }} fixtures
 * @param {object} [visit]
 */
export async function haveBadDay({ restartable, enter }, visit = {}) {
    const page = await arrive(enter, restartable.server, {}, visit);
    await page.evaluate(({ token, password, email, text }) => {
        window.system.configure({ auth: () => ({ key: token, nested: { text } }) });
        window.system.initWebSocket();
        window.system.socket?.emit('custom', { password, email }, text);
    }, planted);
    await connect(page);
    await page.evaluate(() => {
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
    });
    await followMessages(page, wedding);
    await send(page, `${planted.text} 1`);
    await waitForText(page, wedding, `${planted.text} 1`);
    const refused = await send(page, 'too long '.repeat(2000));
    expect(refused).toBe('refused');
    await restartable.stop();
    await waitForOffline(page);
    const sending = [send(page, `${planted.text} 2`), send(page, `to ${planted.email}`)];
    await page.waitForTimeout(200);
    await restartable.start();
    await waitForOnline(page);
    expect(await Promise.all(sending)).toEqual([
        expect.stringMatching(/^msg_/),
        expect.stringMatching(/^msg_/),
    ]);
    await page.evaluate((id) => window.system.loadOlder(id), wedding);
    // A conversation further down moves to the top.
    const bloom = await signIn(restartable.server, 'usr_bloom');
    await bloom.send(tasting, planted.text);
    await page.waitForFunction((id) => window.record.conversations.at(-1)?.[0]?.id === id, tasting);
    return page;
}

/** The server's id, or the code of the error. @param {import('@playwright/test').Page} page */
const send = (page, /** @type {string} */ message) =>
    page.evaluate(
        ([id, text]) => window.system.sendMessage(id, { message: text }).catch(({ code }) => code),
        /** @type {const} */ ([wedding, message]),
    );

/** @param {import('@playwright/test').Page} page @param {{ includeTexts?: boolean }} [options] */
export const exportTrace = (page, options) =>
    page.evaluate((given) => window.system.exportTrace(given), options);

/** Lines of JSON. @param {string} trace @returns {Array<Record<string, any>>} */
export const linesOf = (trace) =>
    trace
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

/**
 * Runs a program on a trace.
 * @param {string} trace @param {import('@playwright/test').TestInfo} info
 * @param {readonly string[]} command
 */
export async function play(trace, info, [program = '', ...args]) {
    const file = info.outputPath('trace.jsonl');
    await writeFile(file, trace);
    const { status, stdout, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8' });
    return { status, output: stdout + stderr };
}

/** The command of the package. */
export const replayProgram = [process.execPath, path.join(dist, 'messaging-cli.mjs'), 'replay'];

/**
 * The trace with one byte of a reply changed, and the number of that input.
 * @param {string} trace
 */
export function changedTrace(trace) {
    const lines = trace.split('\n');
    const reply = lines.findIndex((line) => line.includes('"HttpReplied"') && /msg_/.test(line));
    const changed = lines.with(reply, String(lines[reply]).replace('msg_', 'msg-'));
    return { changed: changed.join('\n'), reply };
}
