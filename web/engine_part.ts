/** Loads `messaging-core.js`, on first use. */
import { wasmUrl } from '../bindings/wasm_url.ts';
import { build, isOneFile } from './build_info.ts';

type EnginePart = typeof import('./messaging-core.js');

/**
 * Some browsers never retry a failed import, and a cache may hold a file of another build. So every
 * second attempt, and a retry after a build mismatch, uses a URL of its own.
 */
export async function importEngine(attempt: number): Promise<EnginePart> {
    const part = isOneFile || attempt % 2 === 0 ? await import('./messaging-core.js') : null;
    if (part?.build === build) return part;
    // Bundlers would copy the file if they found the URL in one piece.
    const here = import.meta.url;
    const { href } = new URL(`./messaging-core.js?v=${build}-${attempt}`, here);
    return import(/* @vite-ignore */ /* webpackIgnore: true */ href);
}

let wasm: Promise<Response | Error> | undefined;

/**
 * Fetches the module once, in parallel with the engine. Resolves with the error if that fails, as
 * the engine has fallbacks.
 */
export function fetchWasm(): typeof wasm {
    const ask = async () => fetch(wasmUrl());
    if (!isOneFile) wasm ??= ask().catch((fault: Error) => fault);
    return wasm;
}

/** Adds our styles to the page. `id` is for the link, if one is needed. */
export function ensureStyles(id: string): void {
    importEngine(0).then(
        (part) => part.adoptStyles(id),
        () => {},
    );
}
