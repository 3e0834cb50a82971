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
    let known: string | null = null;
    let ended = false;
    const ask = async () => {
        const identity = (await askIdentity(system._link.options).catch(() => null)) ?? nobody;
        const key = JSON.stringify(identity);
        if (ended || key === known) return;
        known = key;
        tell(identity);
    };
    // The option `user` changes without an event of its own, but not without one of these.
    window.addEventListener('messaging:state', ask);
    const stop = watchIdentity(ask);
    void ask();
    return () => {
        ended = true;
        window.removeEventListener('messaging:state', ask);
        stop();
    };
}
