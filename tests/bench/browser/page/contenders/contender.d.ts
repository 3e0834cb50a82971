/** Of a message all that the benchmarks look at. */
export interface Shown {
    text: string;
}

/** A client that is measured, behind the little that a page needs of it. */
export interface Contender {
    /** Resolves when it can be used; absent: once it is imported. */
    ready?: Promise<void>;
    /** Resolves when it is connected. */
    connect(): Promise<void>;
    /** Calls back for each list or message that comes. Resolves when the server sends them. */
    follow(conversationId: string, told: (newest: Shown) => void): Promise<() => void>;
    /** Resolves with the number of conversations when there is a list of them. */
    list?(): Promise<number>;
    /** Resolves when the server has acknowledged it. */
    send(conversationId: string, text: string): Promise<unknown>;
    close(): void;
}

declare global {
    interface Window {
        bench: typeof import('../page.js').bench;
    }
}
