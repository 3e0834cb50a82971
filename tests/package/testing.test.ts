// The sample of docs/testing.md as a user's project, with the packed package and nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeSamples } from '../support/doc_samples.mjs';
import { consumerFolder } from './consumer.mjs';
import { runProgram } from './pack.mjs';

test('the sample tests of a page pass without other packages', async (t) => {
    const consumer = await consumerFolder({});
    t.after(() => consumer.remove());
    const samples = await writeSamples('docs/testing.md', consumer.folder);
    for (const name of samples.keys()) {
        if (!name.includes('.test.')) continue;
        // In a test run of its own, not as a part of this one.
        const args = ['-u', 'NODE_TEST_CONTEXT', process.execPath, '--test', name];
        assert.match(await runProgram('env', args, consumer.folder), /^# pass 5$/m);
    }
});
