// docs/operations.md, the dashboard and the alerts mention only what exists, and all of it.

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Libsql from 'libsql';
import { environmentVariables, readEnvironment } from '../../server/config.ts';
import { defaultLimits } from '../../server/limits.ts';
import { openSqliteStore } from '../../server/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { readFigures } from '../support/figures.ts';
import { operationsPage as page, statementsOf } from '../support/operations_page.ts';
import {
    alertRules,
    allQueries,
    dashboardPanels,
    metricsIn,
    ofPrometheus,
} from '../support/queries.ts';
import { startServer } from './support.ts';

const person = { id: 'usr_one', role: 'customer', name: 'One' };
const participants = [{ ...person, userId: person.id }];
/** Metrics that only a cluster has; tests/cluster checks them. */
const ofCluster = /^messaging_(database|redis)_/;

/** The environment variables of the page with their defaults, empty if there is none. */
function documentedVariables(): [name: string, byDefault: string][] {
    const [, section = ''] = page.split('\n## Environment\n');
    const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| `/.test(line));
    return rows.flatMap((row) => {
        const [, names = '', defaults = ''] = row.split('|');
        const each = defaults.replaceAll('`', '').trim().split(', ');
        return [...names.matchAll(/`(\w+)`/g)].map(([, name = ''], index) => [
            name,
            each[index] ?? '',
        ]) satisfies [string, string][];
    });
}

test('the table lists exactly the environment variables that the server reads', () => {
    const named = documentedVariables().map(([name]) => name);
    assert.deepEqual(named.sort(), [...environmentVariables].sort());
});

test('the table has the defaults of the server', () => {
    const documented = new Map(documentedVariables());
    const options = readEnvironment({});
    const limits = Object.entries(defaultLimits).map(([name, { points }]) => [
        `LIMIT_${name.toUpperCase()}`,
        points,
    ]);
    const byDefault: Record<string, unknown> = {
        PORT: options.port,
        HOST: options.host,
        DATABASE: options.database,
        TRUSTED_PROXIES: options.trustedProxies,
        DRAIN_MS: options.drainMs,
        SOCKET_PATH: options.socketPath,
        PING_INTERVAL_MS: options.pingIntervalMs,
        PING_TIMEOUT_MS: options.pingTimeoutMs,
        TYPING_EXPIRY_MS: options.typingExpiryMs,
        ...Object.fromEntries(limits),
    };
    for (const [name, value] of Object.entries(byDefault)) {
        assert.equal(documented.get(name), String(value), name);
    }
});

test('every metric that a query uses exists', async (t) => {
    const { names } = await readFigures(await startServer(t));
    const asked = new Set(allQueries().flatMap(metricsIn));
    assert.ok(asked.size > 20);
    const missing = [...asked].filter((name) => !names.has(name) && !ofPrometheus.has(name));
    assert.deepEqual(
        missing.filter((name) => !ofCluster.test(name)),
        [],
    );
});

test('every metric of the server is on the dashboard and on the page', async (t) => {
    const { names } = await readFigures(await startServer(t));
    const own = [...names].filter((name) => name.startsWith('messaging_'));
    const withoutPart = (name: string) => name.replace(/_(bucket|count|sum)$/, '');
    const targets = dashboardPanels().flatMap((panel) => panel.targets ?? []);
    const shown = new Set(targets.flatMap(({ expr }) => metricsIn(expr)).map(withoutPart));
    for (const name of own.map(withoutPart)) {
        assert.ok(shown.has(name), `${name} is not on the dashboard`);
        assert.ok(page.includes(`\`${name}`), `${name} is not on the page`);
    }
});

test('metricsIn() finds the metrics of a query, and throws if it is invalid', () => {
    assert.deepEqual(metricsIn('sum(rate(a_total{b="$c"}[$__rate_interval])) / d'), [
        'a_total',
        'd',
    ]);
    assert.throws(() => metricsIn('sum(rate(a_total[5m])'), /is wrong/);
});

test('every alert has a summary, and a section on the page', () => {
    const [, section = ''] = page.split('\n## When it burns\n');
    const parts = [...section.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const rules = alertRules();
    const alerts = rules.map(({ alert }) => alert);
    assert.deepEqual([...parts].sort(), [...alerts].sort());
    assert.equal(new Set(alerts).size, alerts.length);
    for (const rule of rules) {
        assert.match(rule.for, /^\d+m$/);
        assert.ok(['page', 'ticket'].includes(rule.labels.severity), rule.alert);
        assert.ok(rule.annotations.summary.length > 10, rule.alert);
    }
});

test('dashboard panels have unique ids and do not overlap', () => {
    const panels = dashboardPanels();
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length);
    assert.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
});

function runStatements(section: string, file: string): void {
    const connection = new Libsql(file);
    connection.exec('pragma foreign_keys = on');
    connection.exec(statementsOf(section));
    connection.close();
}

async function newFile(t: TestContext): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-operations-'));
    t.after(() => rm(folder, { recursive: true }));
    return join(folder, 'messaging.sqlite');
}

test('the statement after a restore invalidates earlier cursors', async (t) => {
    const file = await newFile(t);
    const opened = async (work: (store: Store) => Promise<string>) => {
        const store = await openSqliteStore(file);
        return work(store).finally(() => store.close());
    };
    const write = (text: string) => async (store: Store) => {
        await store.addMessage({ conversationId: 'thd_photos', sender: person, text });
        return store.cursor();
    };
    await opened(async (store) => {
        await store.createConversation({ id: 'thd_photos', subject: 'Photos', participants });
        return '';
    });
    await copyFile(file, `${file}.copy`);
    const lost = await opened(write('lost'));
    await copyFile(`${file}.copy`, file);
    runStatements('Backup and restore', file);
    // As many changes as before, so that the old cursor would otherwise be valid.
    const cursor = await opened(write('written after the restore'));
    await opened(async (store) => {
        assert.equal(await store.changesSince(lost, 10), null);
        assert.deepEqual((await store.changesSince(cursor, 10))?.changes, []);
        return '';
    });
});

test('the statements that delete a conversation remove all of it and nothing else', async (t) => {
    const file = await newFile(t);
    const store = await openSqliteStore(file);
    const start = await store.cursor();
    for (const id of ['thd_photos', 'thd_other']) {
        await store.createConversation({ id, subject: 'Something', participants });
        await store.addMessage({ conversationId: id, sender: person, text: `of ${id}` });
    }
    runStatements('Retention and deletion', file);
    assert.equal(await store.conversation('thd_photos'), null);
    const left = await store.conversationsOf('usr_one');
    assert.deepEqual(
        left.map(({ id }) => id),
        ['thd_other'],
    );
    assert.equal((await store.history('thd_other', { limit: 10 })).messages.length, 1);
    assert.equal((await store.history('thd_photos', { limit: 10 })).messages.length, 0);
    const { changes = [] } = (await store.changesSince(start, 100)) ?? {};
    const changed = new Set(changes.map((change) => change.conversationId));
    assert.deepEqual([...changed], ['thd_other']);
    await store.close();
});

test('a message stored after a deletion is found from an earlier cursor', async (t) => {
    const file = await newFile(t);
    const store = await openSqliteStore(file);
    for (const id of ['thd_other', 'thd_photos']) {
        await store.createConversation({ id, subject: 'Something', participants });
    }
    await store.addMessage({ conversationId: 'thd_photos', sender: person, text: 'the newest' });
    const cursor = await store.cursor();
    runStatements('Retention and deletion', file);
    await store.addMessage({ conversationId: 'thd_other', sender: person, text: 'later' });
    const { changes = [] } = (await store.changesSince(cursor, 10)) ?? {};
    assert.deepEqual(
        changes.map((change) => change.conversationId),
        ['thd_other'],
    );
    await store.close();
});
