/** Where the server logs. It never logs message texts, passwords or tokens. */
export interface Log {
    info(text: string, fields?: Record<string, unknown>): void;
    error(text: string, cause: unknown): void;
}

/** Drivers attach more to an error: PostgreSQL the refused row with its text. */
function plain(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const { name, message, stack, cause } = error;
    const copy = new Error(message, cause === undefined ? undefined : { cause: plain(cause) });
    return Object.assign(copy, { name, stack });
}

export const consoleLog: Log = {
    info: (text) => console.log(text),
    error: (text, cause) => console.error(text, plain(cause)),
};

export const silentLog: Log = { info: () => {}, error: () => {} };
