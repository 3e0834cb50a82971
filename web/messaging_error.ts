import type { RejectionCode } from '../bindings/protocol.ts';

/** What the promises of the messaging system reject with. */
export class MessagingError extends Error {
    /** Why; docs/methods.md explains each code. */
    readonly code: RejectionCode;
    /** The HTTP status, or `null` if no server answered. */
    readonly status: number | null;
    /** Whether the same call may succeed later. */
    readonly retryable: boolean;

    constructor(message: string, code: RejectionCode, status: number | null, retryable: boolean) {
        super(message);
        this.name = 'MessagingError';
        this.code = code;
        this.status = status;
        this.retryable = retryable;
    }
}
