// What importing the built file costs and leaves behind, each time in a new Node process.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { distFolder } from '../../scripts/setup/paths.mjs';

const execute = promisify(execFile);
const rounds = 5;
/** 20 ms are promised; a busy machine may need more, so only a gross excess fails. */
const msMax = 5 * 20;

/** Prints how many ms importing `url` took, and which globals and resources it left. */
const program = (url: string) => `
    const names = new Set(Reflect.ownKeys(globalThis));
    const handles = process.getActiveResourcesInfo().length;
    const start = performance.now();
    await import(${JSON.stringify(url)});
    const ms = performance.now() - start;
    await new Promise(setImmediate);
    console.log(JSON.stringify({
        ms,
        names: Reflect.ownKeys(globalThis).filter((name) => !names.has(name)).map(String),
        handles: process.getActiveResourcesInfo().length - handles,
    }));`;

async function importOf(url: string): Promise<{ ms: number; names: string[]; handles: number }> {
    const args = ['--input-type=module', '--eval', program(url)];
    const { stdout, stderr } = await execute(process.execPath, args);
    assert.equal(stderr, '');
    return JSON.parse(stdout);
}

const median = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

test('an import in Node is fast and leaves no globals or resources behind', async (context) => {
    const module = pathToFileURL(`${distFolder}/messaging.js`).href;
    const floors: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
        floors.push((await importOf('data:text/javascript,export{}')).ms);
        const { ms, names, handles } = await importOf(module);
        assert.deepEqual({ names, handles }, { names: [], handles: 0 });
        times.push(ms);
    }
    const [floor, time] = [median(floors), median(times)];
    const words = `${time.toFixed(1)} ms, an empty module ${floor.toFixed(1)} ms`;
    context.diagnostic(words);
    assert.ok(time < msMax, words);
});
