// Counts the instructions of each native benchmark case with callgrind.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../tests/support/temporary_folder.mjs';
import { projectFolder } from '../setup/paths.mjs';
import { outputOf, run, SetupError } from '../setup/processes.mjs';

/**
 * Keeps the C library from choosing routines by CPU. A fixed environment keeps the stack at the
 * same address on every machine.
 */
const environment = {
    GLIBC_TUNABLES: [
        'glibc.cpu.hwcaps=-AVX_Fast_Unaligned_Load,-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM',
        'glibc.cpu.x86_non_temporal_threshold=0xc0000',
    ].join(':'),
};

/** The tools that the counts depend on. */
export function toolsHere() {
    return {
        processor: process.arch,
        compiler: `GCC ${firstLine('g++', '-dumpfullversion')}`,
        library: firstLine('getconf', 'GNU_LIBC_VERSION'),
        counter: firstLine('valgrind', '--version'),
    };
}

/** @param {string} program @param {string} arg */
function firstLine(program, arg) {
    return outputOf(program, [arg])?.trim().split('\n')[0] ?? 'none';
}

/**
 * @param {string} name of the cases to count, or a part of it
 * @returns {Promise<Map<string, number>>} instructions per operation, by case name
 */
export async function countInstructions(name) {
    const { folder, remove } = await temporaryFolder('instructions-');
    try {
        await run(
            'valgrind',
            [
                '--tool=callgrind',
                '--quiet',
                '--instr-atstart=no',
                `--callgrind-out-file=${folder}/%p`,
                'build/bench/instructions',
                name,
            ],
            { cwd: projectFolder, env: environment },
        );
        return readDumps(folder);
    } finally {
        await remove();
    }
}

/** @param {string} folder */
function readDumps(folder) {
    /** @type {{ place: number, name: string, count: number }[]} */
    const dumps = [];
    for (const file of readdirSync(folder)) {
        const text = readFileSync(path.join(folder, file), 'utf8');
        const label = /^desc: Trigger: Client Request: (\d+) (\d+) (.*)$/m.exec(text);
        const total = /^totals: (\d+)$/m.exec(text);
        if (!label || !total) continue;
        const count = Math.round(Number(total[1]) / Number(label[2]));
        dumps.push({ place: Number(label[1]), name: label[3] ?? '', count });
    }
    if (dumps.length === 0) throw new SetupError('No case has such a name.');
    dumps.sort((a, b) => a.place - b.place);
    return new Map(dumps.map(({ name, count }) => [name, count]));
}
