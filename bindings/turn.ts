/** What the effects of one batch may refer to; invalid after the batch. */
export interface Turn {
    /** The JSON document of the text that was handled, parsed on first use. */
    document(): unknown;
    /** The document as it arrived. */
    json(): string;
    /** Bulk text number `index` of the core. */
    text(index: number): string;
}

/** A turn whose texts exist, or are made on demand. */
export function turnOf(json: () => string, text: (index: number) => string): Turn {
    let value: unknown;
    return {
        document: () => {
            value ??= JSON.parse(json());
            return value;
        },
        json,
        text,
    };
}
