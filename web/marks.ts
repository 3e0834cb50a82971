/**
 * What pages leave in localStorage for the next page of the origin, which has no time to ask: `led`
 * while a tab leads, or after a leading tab crashed; `polling:<host>` for a server that was reached
 * only by long-polling. `early_socket.ts` reads them too.
 */
const prefix = 'messaging:';

/** Without storage nothing is marked. */
export function isMarked(name: string): boolean {
    try {
        return !!localStorage.getItem(prefix + name);
    } catch {
        return false;
    }
}

export function mark(name: string, isSo: boolean): void {
    try {
        localStorage.setItem(prefix + name, isSo ? '1' : '');
    } catch {}
}
