// Why a program could not begin, in words that name the variable of the environment to change.

import { StoreUnavailable } from './store/store.ts';

interface Fault {
    message?: string;
    code?: unknown;
    syscall?: string;
    port?: number;
    cause?: Fault;
    /** A host of several addresses has an error for each, and no message for all. */
    errors?: Fault[];
}

/** In PostgreSQL: who signs in is refused, or there is no such database. */
const refused = /^(28|3D)...$/;

/** Names neither a password nor a URL, which may have one in it. */
export function startFault(error: unknown, variables: Record<string, string | undefined>): string {
    const { message, code, syscall, port, cause } = (error ?? {}) as Fault;
    if (code === 'EADDRINUSE') return `Port ${port} is in use; choose another one with PORT.`;
    if (syscall === 'getaddrinfo' || code === 'EADDRNOTAVAIL') {
        return `HOST: must be an address of this machine, such as 127.0.0.1 (${message})`;
    }
    if (error instanceof StoreUnavailable || refused.test(String(code))) {
        const variable = variables.DATABASE_URL ? 'DATABASE_URL' : 'DATABASE';
        const reason = cause?.message || cause?.errors?.[0]?.message;
        return `${variable}: ${message}${reason ? ` (${reason})` : ''}`;
    }
    return message ?? String(error);
}
