// docs/operations.md, and the SQL in it for operators.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const file = new URL('../../docs/operations.md', import.meta.url);
export const operationsPage = readFileSync(file, 'utf8');

/** The statements in a section, for both kinds of database. */
export function statementsOf(section: string): string {
    const [, text = ''] = operationsPage.split(`\n## ${section}\n`);
    const [, statements] = /```sql\n([\s\S]*?)```/.exec(text.split('\n## ')[0] ?? '') ?? [];
    assert.ok(statements, `${section} has statements`);
    return statements;
}
