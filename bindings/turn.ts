/** What the effects of one batch may refer to; void after the batch. */
export interface Turn {
    /** The JSON document of the text that was handled, parsed on first use. */
    document(): unknown;
    /** The document as it came. */
    json(): string;
    /** Bulk text number `index` of the core. */
    text(index: number): string;
}

/** Of texts that are there, or made when they are asked for. */
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
