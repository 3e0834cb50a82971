/**
 * What pages of one origin leave for the next one, which has no time to ask: `led`, as long as a
 * tab leads, or one that did has crashed; and `polling:` with the host of a server that could be
 * reached by long-polling alone. `early_socket.ts` reads them, too.
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
