// How the browser keeps unsent messages: the host's storage alone, in a page of its own.
import { build } from 'esbuild';
import { expect, test } from './support/test.ts';
import { projectFolder } from './support/test_pages.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('../../bindings/storage.ts').StorageEffect} StorageEffect
 * @typedef {import('../../bindings/protocol.ts').Input} Input
 * @typedef {{ input: Input, text?: string }} Told
 */

const origin = 'https://shop.example';
const shop = `${origin}/api`;
const ticket = 1;
const ann = 'u1';

const { outputFiles } = await build({
    stdin: {
        contents: `
            import { Storage } from './bindings/storage.ts';
            globalThis.told = [];
            globalThis.storageOf = (server) =>
                new Storage(server, (input, text) => told.push({ input, text }));`,
        resolveDir: projectFolder,
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
});

/** Opens a page of the shop. @param {Page} page */
async function visit(page) {
    await page.route(`${origin}/**`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Shop</title>' }),
    );
    await page.goto(origin);
    await page.addScriptTag({ content: outputFiles?.[0]?.text ?? '' });
}
test.beforeEach(({ page }) => visit(page));

/** @param {string} id @param {string} [userId] @returns {StorageEffect} */
const persist = (id, userId = ann) => ({ type: 'Persist', ticket, userId, id, text: 0 });
/** @param {string} id @returns {StorageEffect} */
const forget = (id) => ({ type: 'Forget', ticket, userId: ann, id });
/** @param {string} [userId] @returns {StorageEffect} */
const load = (userId = ann) => ({ type: 'LoadStorage', ticket, userId });

/**
 * Carries out the effects at once, with `record` for each `Persist`, and returns what the core is
 * told. The storage of a page is the same each time.
 * @param {Page} page @param {StorageEffect[]} effects
 * @param {{ server?: string, record?: string }} [more]
 * @returns {Promise<Told[]>}
 */
const carryOut = (page, effects, { server = shop, record } = {}) =>
    page.evaluate(
        async ([address, all, given]) => {
            const page = /** @type {any} */ (window);
            page.storages ??= {};
            page.storages[address] ??= page.storageOf(address);
            for (const effect of all) {
                page.storages[address].execute(effect, given ?? JSON.stringify(effect.id));
            }
            const answers = all.filter((effect) => 'ticket' in effect).length;
            while (page.told.length < answers) await new Promise((resolve) => setTimeout(resolve));
            return page.told.splice(0);
        },
        /** @type {const} */ ([server, /** @type {any[]} */ (effects), record]),
    );

/** The records of a user. @param {Page} page @param {string} [userId] @param {string} [server] */
async function kept(page, userId = ann, server = shop) {
    const [told] = await carryOut(page, [load(userId)], { server });
    expect(told?.input).toEqual({ type: 'StorageLoaded', ticket });
    return JSON.parse(told?.text ?? '');
}

test('each user of each server has unsent messages of their own', async ({ page }) => {
    const other = 'https://other.example/api';
    await carryOut(page, [persist('b'), persist('a'), persist('c', 'u10'), persist('d', 'u2')]);
    await carryOut(page, [persist('e')], { server: other });
    expect(await kept(page)).toEqual(['a', 'b']);
    expect(await kept(page, 'u10')).toEqual(['c']);
    expect(await kept(page, ann, other)).toEqual(['e']);
    expect(await kept(page, 'u')).toEqual([]);
});

test('a stored message outlives its page', async ({ page, context }) => {
    await carryOut(page, [persist('a')]);
    await page.close();
    const next = await context.newPage();
    await visit(next);
    expect(await kept(next)).toEqual(['a']);
});

test('a message that is stored again replaces its earlier copy', async ({ page }) => {
    const [first] = await carryOut(page, [persist('a')]);
    const [again] = await carryOut(page, [persist('a')], { record: '"sent once"' });
    expect([first?.input, again?.input]).toEqual([
        { type: 'Persisted', ticket },
        { type: 'Persisted', ticket },
    ]);
    expect(await kept(page)).toEqual(['sent once']);
});

test('a removed message is not loaded again, but the others are', async ({ page }) => {
    await carryOut(page, [persist('a'), persist('b'), persist('c')]);
    const [told] = await carryOut(page, [forget('b')]);
    expect(told?.input).toEqual({ type: 'Persisted', ticket });
    expect(await kept(page)).toEqual(['a', 'c']);
});

test('wiping removes the messages of one user on one server', async ({ page }) => {
    const other = 'https://other.example/api';
    await carryOut(page, [persist('a'), persist('b'), persist('c', 'u10')]);
    await carryOut(page, [persist('d')], { server: other });
    await carryOut(page, [{ type: 'WipeStorage', userId: ann }]);
    expect(await kept(page)).toEqual([]);
    expect(await kept(page, 'u10')).toEqual(['c']);
    expect(await kept(page, ann, other)).toEqual(['d']);
});

test('storage that the browser has closed fails once, and is opened again', async ({ page }) => {
    await carryOut(page, [persist('a')]);
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    const [failed] = await carryOut(page, [persist('b')]);
    expect(failed?.input).toEqual({ type: 'PersistFailed', ticket });
    await carryOut(page, [persist('c')]);
    expect(await kept(page)).toEqual(['c']);
});

test('a message whose writing the browser takes back is reported as not stored', async ({
    page,
}) => {
    await carryOut(page, [persist('a')]);
    await page.evaluate(() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...given) {
            const request = put.apply(this, given);
            request.addEventListener('success', () => this.transaction.abort());
            return request;
        };
    });
    const [failed] = await carryOut(page, [persist('b')]);
    expect(failed?.input).toEqual({ type: 'PersistFailed', ticket });
    expect(await kept(page)).toEqual(['a']);
});

test('a database of a later version is reported and causes no uncaught error', async ({ page }) => {
    await page.evaluate(() => {
        const uncaught = Object.assign(window, { uncaught: 0 });
        addEventListener('unhandledrejection', () => {
            uncaught.uncaught += 1;
        });
        return new Promise((resolve, reject) => {
            const request = indexedDB.open('messaging', 2);
            request.onsuccess = () => resolve(request.result.close());
            request.onerror = () => reject(request.error);
        });
    });
    const told = await carryOut(page, [load(), persist('a')]);
    const failed = { type: 'PersistFailed', ticket };
    expect(told.map(({ input }) => input)).toEqual([failed, failed]);
    expect(await page.evaluate(() => Reflect.get(window, 'uncaught'))).toBe(0);
});

test('closed storage lets another page delete the database', async ({ page }) => {
    await carryOut(page, [persist('a'), persist('b')]);
    const blocked = await page.evaluate(async (address) => {
        /** @type {any} */ (window).storages[address].close();
        const request = indexedDB.deleteDatabase('messaging');
        return new Promise((resolve, reject) => {
            request.onblocked = () => resolve(true);
            request.onsuccess = () => resolve(false);
            request.onerror = () => reject(request.error);
        });
    }, shop);
    expect(blocked).toBe(false);
});
