// PostgreSQL for kysely: the `pg` pool, with parameters and errors checked on the way.

import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { PoolFigures } from '../metrics/cluster.ts';
import { StoreUnavailable } from '../store/store.ts';
import { storableText } from '../text.ts';
import { ownSchema } from './own_schema.ts';
import { createPlans, type Plans } from './plans.ts';

const connectionsMax = 10;
const connectMsMax = 3000;
const statementMsMax = 10_000;
/** A process that hangs in a transaction holds up the changes of all others. */
const idleTransactionMsMax = 5000;

/**
 * Plans are made once and cached (plans.ts), perhaps while the tables are empty, when scanning them
 * is the best plan. So plans that scan whole tables are disabled.
 */
const keptPlans = [
    'plan_cache_mode=force_generic_plan',
    'enable_seqscan=off',
    'enable_hashjoin=off',
    'enable_mergejoin=off',
    // If a scan is unavoidable, the penalty makes its cost look worth compiling for.
    'jit=off',
];
const settings = [...keptPlans, `search_path=${ownSchema}`];

/** Connection lost, out of resources, aborted or timed out: a retry may succeed. */
const unavailable = /^(08|53|57|58|40001|40P01|25P03|55P03|25006)/;

export function openPostgres<Schema>(
    url: string,
    watchPool?: (pool: PoolFigures) => void,
): Kysely<Schema> {
    const pool = new pg.Pool({
        ...optionsOf(url),
        max: connectionsMax,
        connectionTimeoutMillis: connectMsMax,
        statement_timeout: statementMsMax,
        idle_in_transaction_session_timeout: idleTransactionMsMax,
        types: { getTypeParser },
    });
    watchPool?.(pool);
    // Broken connections are replaced, and their users notice by a failed query.
    pool.on('error', () => {});
    pool.on('connect', (client) => void client.on('error', () => {}));
    return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: guarded(pool) }) });
}

/** `pg` would let the URL's options replace these, so they are merged, with ours last. */
function optionsOf(url: string): { connectionString: string; options: string } {
    const given = URL.canParse(url) ? new URL(url) : undefined;
    const asked = given?.searchParams.get('options');
    given?.searchParams.delete('options');
    const all = [process.env.PGOPTIONS, asked, ...settings.map((one) => `-c ${one}`)];
    return {
        connectionString: given && asked ? given.href : url,
        options: all.filter(Boolean).join(' '),
    };
}

/** Counts, sums and times are far below 2^53, so they are numbers here, as in SQLite. */
const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
    type === pg.types.builtins.INT8 || type === pg.types.builtins.NUMERIC
        ? Number
        : pg.types.getTypeParser(type, format as 'text');

function guarded(pool: pg.Pool): PostgresPool {
    const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
    const plans = createPlans();
    return {
        end: () => pool.end(),
        async connect() {
            const client = await attempt(() => pool.connect());
            const known = clients.get(client);
            if (known) return known;
            const checked = guardedClient(client, plans);
            clients.set(client, checked);
            return checked;
        },
    };
}

function guardedClient(client: pg.PoolClient, plans: Plans): PostgresPoolClient {
    return {
        release: () => client.release(),
        query: (text: string, values: readonly unknown[]) => {
            const name = plans.nameOf(text);
            const query = { text, values: values.map(bindable), ...(name && { name }) };
            return attempt(() => client.query(query), plans);
        },
    } as unknown as PostgresPoolClient;
}

function bindable(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(bindable);
    return typeof value === 'string' ? storableText(value) : value;
}

/** Errors that do not come from the database, such as a refused connection, are not the query's. */
async function attempt<Result>(work: () => Promise<Result>, plans?: Plans): Promise<Result> {
    try {
        return await work();
    } catch (error) {
        const { code, routine } = error as pg.DatabaseError;
        // A newer process has added a column, which invalidates cached plans.
        const outdated = routine === 'RevalidateCachedQuery';
        if (outdated) plans?.renew();
        const said = error instanceof pg.DatabaseError && !unavailable.test(code ?? '');
        if (said && !outdated) throw error;
        throw new StoreUnavailable('The database cannot answer', { cause: error });
    }
}
