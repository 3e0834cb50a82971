/** Who the user is, as far as an element needs to know. */
import { askIdentity, type Identity, watchIdentity } from '../identity.ts';
import type { MessagingSystem } from '../system.ts';

const nobody: Identity = { userId: '', role: '' };

/**
 * Calls `tell` with the user, at once and whenever it may have changed. Returns the function that
 * stops this. Without a known user the server may still know one, by a cookie.
 */
export function followIdentity(
    system: MessagingSystem,
    tell: (identity: Identity) => void,
): () => void {
    let known: Identity | null = null;
    let ended = false;
    let asked = 0;
    const ask = async () => {
        asked += 1;
        const question = asked;
        const identity = (await askIdentity(system).catch(() => null)) ?? nobody;
        const isSame = known?.userId === identity.userId && known.role === identity.role;
        if (ended || isSame || question !== asked) return;
        known = identity;
        tell(identity);
    };
    // The option `user` may be a function that asks the server, so call it only after a change.
    const askAfterChange = () => {
        if (system._link.userId !== known?.userId) void ask();
    };
    // A change of the option `user` has no event of its own, but always causes this one.
    window.addEventListener('messaging:state', askAfterChange);
    const stop = watchIdentity(ask);
    void ask();
    return () => {
        ended = true;
        window.removeEventListener('messaging:state', askAfterChange);
        stop();
    };
}
