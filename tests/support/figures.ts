// What a server reports at /metrics, as numbers by name and labels.

export interface Figures {
    /** The value of a sample such as `messaging_limited_total{limit="auth"}`. */
    value(sample: string): number | undefined;
    /** Names of metrics and of the parts of histograms. */
    names: Set<string>;
    text: string;
}

export async function readFigures(server: { url: string }, token?: string): Promise<Figures> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${server.url}/metrics`, { headers });
    if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
    return figuresIn(await response.text());
}

export function figuresIn(text: string): Figures {
    const values = new Map<string, number>();
    for (const [, sample = '', value] of text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)) {
        values.set(sample, Number(value));
    }
    return { value: (sample) => values.get(sample), names: namesIn(text), text };
}

/** Includes those that have no sample yet. */
function namesIn(text: string): Set<string> {
    const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
    return new Set(
        types.flatMap(([, name = '', type]) =>
            type === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => name + part) : name,
        ),
    );
}
