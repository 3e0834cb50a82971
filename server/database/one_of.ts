// Batched lookups of any size. PostgreSQL gets one statement text for any number of values, so that
// connections can cache its plan; SQLite has no arrays, and no round trip to save.

import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { kindOf } from './kind.ts';

/** Whether `column` is one of `values`, which must not be empty. */
export function oneOf<Schema>(
    database: Kysely<Schema>,
    column: string,
    values: readonly string[],
): RawBuilder<SqlBool> {
    const left = sql.ref(column);
    return kindOf(database) === 'postgres'
        ? sql`${left} = any(${values})`
        : sql`${left} in (${sql.join(values)})`;
}

/** Whether the two columns together are one of `pairs`, which must not be empty. */
export function oneOfPairs<Schema>(
    database: Kysely<Schema>,
    columns: readonly [string, string],
    pairs: readonly (readonly [string, string])[],
): RawBuilder<SqlBool> {
    const left = sql.join(columns.map((column) => sql.ref(column)));
    if (kindOf(database) === 'sqlite') {
        const rows = pairs.map((pair) => sql`(${sql.join(pair)})`);
        return sql`(${left}) in (values ${sql.join(rows)})`;
    }
    const [first, second] = [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
    return sql`(${left}) in (select * from unnest(${first}::text[], ${second}::text[]))`;
}
