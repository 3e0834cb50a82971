// Asking for many at once, whatever their number. In PostgreSQL by one text for any number, so that
// connections can keep its plan; SQLite has no arrays, and no round trip that a plan would save.

import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { kindOf } from './kind.ts';

/** Whether `column` is one of `values`, of which there is one at least. */
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

/** Whether the two columns together are one of `pairs`, of which there is one at least. */
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
