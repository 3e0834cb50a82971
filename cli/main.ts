/** `messaging-wasm replay trace.jsonl`: replays a trace and compares the core's answers. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readTraces } from '../bindings/trace/trace_file.ts';
import { coreFactory } from './core.ts';
import { replay } from './replay.ts';

const usage = `messaging-wasm replay TRACE [--from N] [--to N] [--last N] [--wasm FILE]

Plays a trace of messagingSystem.exportTrace() to the core, shows input by input what it did, and
fails where it does not do what it did when the trace was made.

  --from, --to   show the inputs from or to this number only; all are played
  --last         show that many at the end
  --wasm         the core; default: the messaging.wasm beside this program`;

class UserError extends Error {}

function numberOf(value: string | undefined, name: string, otherwise: number): number {
    if (value === undefined) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(value)) {
        throw new UserError(`--${name} is ${value}, but must be a number from 1`);
    }
    return Number(value);
}

function readArguments() {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            from: { type: 'string' },
            to: { type: 'string' },
            last: { type: 'string' },
            wasm: { type: 'string' },
            help: { type: 'boolean' },
        },
    });
    const [command, file, ...others] = positionals;
    if (values.help) return 'help';
    if (command !== 'replay' || file === undefined || others.length > 0) {
        throw new UserError(usage);
    }
    const most = Number.MAX_SAFE_INTEGER;
    return {
        file,
        wasm: values.wasm ?? new URL('./messaging.wasm', import.meta.url),
        from: numberOf(values.from, 'from', 1),
        to: numberOf(values.to, 'to', most),
        last: numberOf(values.last, 'last', most),
    };
}

async function main(): Promise<void> {
    const given = readArguments();
    if (given === 'help') {
        console.log(usage);
        return;
    }
    const { file, wasm, ...range } = given;
    const traces = readTraces(await readFile(file, 'utf8'));
    const createCore = await coreFactory(await readFile(wasm));
    for (const trace of traces) {
        const isSame = await replay(trace, createCore, range, (line) => console.log(line));
        if (!isSame) process.exitCode = 1;
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
});
