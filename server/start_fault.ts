// Explains why a program could not start, naming the environment variable to change.

import { StoreUnavailable } from './store/store.ts';

interface Fault {
    message?: string;
    code?: unknown;
    syscall?: string;
    port?: number;
    cause?: Fault;
    /** A host with several addresses has one error for each, and no overall message. */
    errors?: Fault[];
}

/** PostgreSQL refused the login, or has no such database. */
const refused = /^(28|3D)...$/;

/** Never shows a password, or a URL, which may contain one. */
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
