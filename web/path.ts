/** Looks up values in a JSON document by the core's paths. */
import type { Path } from '../bindings/protocol.ts';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, or `undefined` if there is none. */
export function valueAt(document: unknown, path: Path): unknown {
    let value = document;
    for (const step of path) {
        if (typeof value !== 'object' || value === null) return undefined;
        value = (value as JsonObject)[step];
    }
    return value;
}
