/** What promises of the messaging system reject with. */
export class MessagingError extends Error {
    /** A word for programs, such as `refused`; the table in docs/methods.md has all. */
    readonly code: string;
    /** The HTTP status, where a server answered. */
    readonly status: number | null;
    /** Whether the same call may work later. */
    readonly retryable: boolean;

    constructor(message: string, code: string, status: number | null, retryable: boolean) {
        super(message);
        this.name = 'MessagingError';
        this.code = code;
        this.status = status;
        this.retryable = retryable;
    }
}
