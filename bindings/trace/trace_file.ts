/** Reads what `export.ts` writes. */
import type { Input } from '../protocol.ts';
import type { TraceHeader } from './export.ts';

export interface TraceInput {
    at: number;
    /** Absent after a gap, where nothing can be replayed. */
    digest?: string;
    text: string;
    input: Input;
}

export interface Trace {
    header: TraceHeader;
    inputs: TraceInput[];
    /** How many inputs can be replayed. */
    end: number;
    picture: string;
}

const version = 1;

type Line = Partial<TraceHeader & TraceInput & { end: number; picture: string }>;

function parse(text: string, number: number): Line {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        throw new Error(`line ${number} is not JSON`);
    }
    if (typeof value !== 'object' || value === null) throw new Error(`line ${number} is no object`);
    return value;
}

/** All traces in a file. Throws a readable error if it is something else. */
export function readTraces(file: string): Trace[] {
    const lines = file.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    if (lines.length === 0) throw new Error('the file is empty: no core ran in that tab');
    const traces: Trace[] = [];
    let open: Trace | undefined;
    for (const [index, text] of lines.entries()) {
        const number = index + 1;
        const line = parse(text, number);
        if (!open) {
            if (line.trace !== 'messaging-wasm' || !line.config) {
                throw new Error(`line ${number} begins no trace of messaging-wasm`);
            }
            if (line.version !== version) {
                throw new Error(`line ${number}: version ${line.version} is not known`);
            }
            open = { header: line as TraceHeader, inputs: [], end: 0, picture: '' };
        } else if (line.input) {
            if (typeof line.at !== 'number' || typeof line.text !== 'string') {
                throw new Error(`line ${number} is no input`);
            }
            open.inputs.push(line as TraceInput);
        } else if (line.picture !== undefined) {
            traces.push({ ...open, end: line.end ?? 0, picture: line.picture });
            open = undefined;
        } else if (!line.lost) {
            throw new Error(`line ${number} is no part of a trace`);
        }
    }
    if (open) throw new Error('the file is cut off: its last trace has no end');
    return traces;
}
