// The tests' own `test`: servers that are closed afterwards, and users in browser contexts.
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
    type BrowserContext,
    type BrowserContextOptions,
    test as base,
    expect,
    type Page,
    type TestInfo,
} from '@playwright/test';
import type { ReferenceServer } from '../../../server/reference_server.ts';
import { signIn } from '../../server/support.ts';
import { type FaultProxy, startFaultProxy } from './fault_proxy.js';
import {
    startChildServer,
    startPlainServer,
    startReferenceServer,
    startRestartableServer,
} from './servers.js';

export { expect };

interface Closable {
    close(): Promise<unknown>;
}

export interface Visit {
    /** The first page; default: the dashboard of the user's role. */
    path?: string;
    /** For another tab of a user who already has one. */
    context?: BrowserContext;
    browser?: BrowserContextOptions;
    /** The test expects errors of the page. */
    faults?: boolean;
    /** Runs before the page is loaded. */
    before?: (page: Page) => Promise<unknown>;
}

interface Own {
    /** Registers what is closed after the test, the last one first. */
    closing: (one: Closable) => void;
    startServer: typeof startReferenceServer;
    /** A reference server with the demo's users and conversations. */
    server: ReferenceServer;
    /** The same, to be stopped and started. */
    restartable: Awaited<ReturnType<typeof startRestartableServer>>;
    /** The same as a process of its own. */
    child: Awaited<ReturnType<typeof startChildServer>>;
    startPlain: typeof startPlainServer;
    /** A proxy in front of a server, to break connections. */
    startProxy: (server: { port: number }) => Promise<FaultProxy>;
    /** Opens a page as the user of the context; errors of the page fail the test. */
    visit: (server: { url: string }, visit?: Visit) => Promise<Page>;
    /** The same with one of the server's accounts signed in. */
    enter: (server: ReferenceServer, userId: string, visit?: Visit) => Promise<Page>;
}

/** Short times for the test pages, so that no test waits for the defaults. */
export const hasty = {
    pollIntervalMs: 250,
    reconnect: { minMs: 50, maxMs: 300 },
};

/** A page that has not answered by then never will. */
const traceMsMax = 5000;

const pathsByRole = new Map([
    ['customer', '/dashboard-customer.html'],
    ['supplier', '/dashboard-supplier.html'],
]);

function noteFaults(page: Page, faults: string[]): void {
    page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
    page.on('console', (message) => {
        const text = message.text();
        if (/content security policy/i.test(text)) faults.push(text);
    });
}

/** Attaches the traces of the pages of a failed test, for `messaging-wasm replay`. */
async function attachTraces(pages: readonly Page[], info: TestInfo): Promise<void> {
    for (const [index, page] of pages.entries()) {
        const exporting = page.evaluate(async (address) => {
            const { messagingSystem } = await import(address);
            return messagingSystem.exportTrace({ includeTexts: true });
        }, '/messaging.js');
        // The page may be closed, crashed, without a core or at another address.
        const trace = await Promise.race([exporting, sleep(traceMsMax)]).catch(() => undefined);
        if (!trace) continue;
        const path = info.outputPath(`page-${index + 1}.jsonl`);
        await writeFile(path, trace);
        await info.attach(`trace of page ${index + 1}`, { path });
    }
}

export const test = base.extend<Own>({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern.
    closing: async ({}, use) => {
        const open: Closable[] = [];
        await use((one) => void open.push(one));
        for (const one of open.reverse()) await one.close();
    },
    startServer: async ({ closing }, use) => {
        await use(async (options) => {
            const server = await startReferenceServer(options);
            closing(server);
            return server;
        });
    },
    server: async ({ startServer }, use) => use(await startServer()),
    restartable: async ({ closing }, use) => {
        const server = await startRestartableServer();
        closing(server);
        await use(server);
    },
    child: async ({ closing }, use) => {
        const server = await startChildServer();
        closing(server);
        await use(server);
    },
    startPlain: async ({ closing }, use) => {
        await use(async (options) => {
            const server = await startPlainServer(options);
            closing(server);
            return server;
        });
    },
    startProxy: async ({ closing }, use) => {
        await use(async ({ port }) => {
            const proxy = await startFaultProxy(port);
            closing(proxy);
            return proxy;
        });
    },
    visit: async ({ browser, closing }, use, info) => {
        const faults: string[] = [];
        const pages: Page[] = [];
        await use(async (server, visit = {}) => {
            const settings = { baseURL: server.url, ...visit.browser };
            const context = visit.context ?? (await browser.newContext(settings));
            if (!visit.context) closing(context);
            const page = await context.newPage();
            pages.push(page);
            if (!visit.faults) noteFaults(page, faults);
            await visit.before?.(page);
            await page.goto(visit.path ?? '/');
            return page;
        });
        if (info.status !== info.expectedStatus) await attachTraces(pages, info);
        expect(faults, 'errors of the pages').toEqual([]);
    },
    enter: async ({ browser, visit, closing }, use) => {
        await use(async (server, userId, given = {}) => {
            const person = await signIn(server, userId);
            const account = await server.accounts.find(userId);
            const path = given.path ?? pathsByRole.get(account?.role ?? '') ?? '/';
            const settings = { baseURL: server.url, ...given.browser };
            const context = given.context ?? (await browser.newContext(settings));
            if (!given.context) closing(context);
            const token = person.cookies.get('token') ?? '';
            await context.addCookies([
                { name: 'token', value: token, url: server.url, httpOnly: true },
            ]);
            return visit(server, { ...given, context, path });
        });
    },
});
