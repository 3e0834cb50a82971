// The ids of docs/old-faults.md are those that tests carry.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFiles, readText } from './sources.mjs';

const page = 'docs/old-faults.md';

/** @param {string} text */
const idsIn = (text) => text.match(/old-6[AC]-\d+/g) ?? [];

test('each fault of the old client has a test, and each test has a fault in the list', () => {
    const rows = readText(page)
        .split('\n')
        .filter((line) => line.startsWith('| old-'));
    const listed = rows.flatMap((row) => idsIn(row));
    const files = projectFiles.filter((name) => /^tests\/.*\.(cpp|ts|js|mjs|txt)$/.test(name));
    const tested = new Set(files.flatMap((name) => idsIn(readText(name))));
    assert.deepEqual([...tested].sort(), listed.sort());
});
