/** The part that is loaded on first use, `messaging-core.js`. */
import { wasmUrl } from '../bindings/wasm_url.ts';
import { build, isOneFile } from './build_info.ts';

type EnginePart = typeof import('./messaging-core.js');

/**
 * A failed import is final in some browsers, and a cache may hold the file of another build: every
 * second attempt, and a file of another build, go by an address of their own.
 */
export async function importEngine(attempt: number): Promise<EnginePart> {
    const part = isOneFile || attempt % 2 === 0 ? await import('./messaging-core.js') : null;
    if (part?.build === build) return part;
    // Bundlers would take an address that stands in one piece for a file to copy.
    const here = import.meta.url;
    const { href } = new URL(`./messaging-core.js?v=${build}-${attempt}`, here);
    return import(/* @vite-ignore */ /* webpackIgnore: true */ href);
}

let wasm: Promise<Response | Error> | undefined;

/**
 * Asks for the module while the engine comes, so that neither waits for the other; once. Resolves
 * with the reason where it cannot be had: the engine knows other ways.
 */
export function fetchWasm(): typeof wasm {
    const ask = async () => fetch(wasmUrl());
    if (!isOneFile) wasm ??= ask().catch((fault: Error) => fault);
    return wasm;
}

/** Gives the page our styles; `id` is the one of the link, where a link is needed. */
export function ensureStyles(id: string): void {
    importEngine(0).then(
        (part) => part.adoptStyles(id),
        () => {},
    );
}
