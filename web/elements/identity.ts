/** Who is at the page, as far as an element has to know. */
import { askIdentity, type Identity, watchIdentity } from '../identity.ts';
import type { MessagingSystem } from '../system.ts';

const nobody: Identity = { userId: '', role: '' };

/**
 * Tells who the user is, at once and whenever it may be another one; returns what ends that. Of
 * nobody the server may still know more, by a cookie.
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
    // The option `user` may be a function that asks the server: only a change is worth a question.
    const askAfterChange = () => {
        if (system._link.userId !== known?.userId) void ask();
    };
    // The option `user` changes without an event of its own, but not without one of these.
    window.addEventListener('messaging:state', askAfterChange);
    const stop = watchIdentity(ask);
    void ask();
    return () => {
        ended = true;
        window.removeEventListener('messaging:state', askAfterChange);
        stop();
    };
}
