/**
 * Makes JSON from `JSON.stringify` valid Unicode. A lone surrogate, half of an emoji that a text
 * field cut in two, has no UTF-8; `JSON.stringify` writes it as an escape such as `\ud83d`, which
 * the core reads as U+FFFD but would pass on as it is.
 */
export function mendJson(json: string): string {
    if (!json.includes('\\ud')) return json;
    // An escaped backslash is consumed as a pair, so that the text `\ud83d` itself stays.
    return json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (sequence) =>
        sequence.length > 2 ? '\\ufffd' : sequence,
    );
}

/** `JSON.stringify`, in valid Unicode. */
export function toJson(value: unknown): string {
    return mendJson(JSON.stringify(value) ?? 'null');
}
