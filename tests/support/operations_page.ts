// docs/operations.md, and the SQL in it for operators.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const file = new URL('../../docs/operations.md', import.meta.url);
export const operationsPage = readFileSync(file, 'utf8');

/** The first or another group of statements in a section, for both kinds of database. */
export function statementsOf(section: string, index = 0): string {
    const [, text = ''] = operationsPage.split(`\n## ${section}\n`);
    const groups = (text.split('\n## ')[0] ?? '').matchAll(/```sql\n([\s\S]*?)```/g);
    const [, statements] = [...groups][index] ?? [];
    assert.ok(statements, `${section} has statements`);
    return statements;
}
