/** Where the server logs. It never logs message texts, passwords or tokens. */
export interface Log {
    info(text: string, fields?: Record<string, unknown>): void;
    error(text: string, cause: unknown): void;
}

export const consoleLog: Log = {
    info: (text) => console.log(text),
    error: (text, cause) => console.error(text, cause),
};

export const silentLog: Log = { info: () => {}, error: () => {} };
