/**
 * Binary arguments of events. Socket.IO sends them beside the JSON, where a placeholder
 * `{"_placeholder":true,"num":n}` stands for the n-th one (socket.io-protocol, "Binary event").
 */
import { isObject } from './path.ts';

/** Arguments nested deeper than this are left as they are. */
const depthMax = 64;

function bytesOf(value: unknown): ArrayBuffer | null {
    if (value instanceof ArrayBuffer) return value.slice(0);
    if (!ArrayBuffer.isView(value)) return null;
    const { buffer, byteOffset, byteLength } = value;
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

function mapTree(value: unknown, replace: (value: unknown) => unknown, depth: number): unknown {
    const replaced = replace(value);
    if (replaced !== value || depth > depthMax) return replaced;
    if (Array.isArray(value)) return value.map((each) => mapTree(each, replace, depth + 1));
    if (!isObject(value) || typeof value.toJSON === 'function') return value;
    const copy: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value))
        copy[name] = mapTree(each, replace, depth + 1);
    return copy;
}

/** Replaces binary arguments by placeholders, and returns both. */
export function takeBinary(args: unknown[]): { args: unknown; buffers: ArrayBuffer[] } {
    const buffers: ArrayBuffer[] = [];
    const replace = (value: unknown) => {
        const bytes = bytesOf(value);
        if (!bytes) return value;
        buffers.push(bytes);
        return { _placeholder: true, num: buffers.length - 1 };
    };
    return { args: mapTree(args, replace, 0), buffers };
}

/** Puts the bytes back. A placeholder without an attachment becomes `null`. */
export function putBinary(args: unknown, buffers: Array<ArrayBuffer | undefined>): unknown {
    if (buffers.length === 0) return args;
    const replace = (value: unknown) => {
        if (!isObject(value) || value._placeholder !== true) return value;
        const { num } = value;
        return (Number.isInteger(num) ? buffers[num as number] : undefined) ?? null;
    };
    return mapTree(args, replace, 0);
}
