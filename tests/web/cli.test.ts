// The command `messaging-wasm`, run as a process.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/messaging-cli.mjs', import.meta.url));
const call = (...args: string[]) =>
    spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

test('--help prints the usage to stdout, a wrong command prints it to stderr and fails', () => {
    const asked = call('--help');
    assert.match(asked.stdout, /^messaging-wasm replay TRACE/);
    assert.deepEqual([asked.status, asked.stderr], [0, '']);
    const wrong = call('play');
    assert.match(wrong.stderr, /^messaging-wasm replay TRACE/);
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
});
