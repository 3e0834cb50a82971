/** The part of a message that the benchmarks look at. */
export interface Shown {
    text: string;
}

/** A measured client, behind the small interface that the page needs. */
export interface Contender {
    /** Resolves when the client can be used; absent if it can be used once it is imported. */
    ready?: Promise<void>;
    /** Resolves when it is connected. */
    connect(): Promise<void>;
    /** Calls back for each list or message that arrives. Resolves once the server sends them. */
    follow(conversationId: string, told: (newest: Shown) => void): Promise<() => void>;
    /** Resolves with the number of conversations when their list is there. */
    list?(): Promise<number>;
    /** Resolves when the server has acknowledged the message. */
    send(conversationId: string, text: string): Promise<unknown>;
    close(): void;
}

declare global {
    interface Window {
        bench: typeof import('../page.js').bench;
    }
}
