/** What the promises of the messaging system reject with. */
export class MessagingError extends Error {
    /** A code such as `refused`; docs/methods.md lists all. */
    readonly code: string;
    /** The HTTP status, or `null` if no server answered. */
    readonly status: number | null;
    /** Whether the same call may succeed later. */
    readonly retryable: boolean;

    constructor(message: string, code: string, status: number | null, retryable: boolean) {
        super(message);
        this.name = 'MessagingError';
        this.code = code;
        this.status = status;
        this.retryable = retryable;
    }
}
