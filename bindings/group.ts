/**
 * The tabs of one user that share a connection. The tab that holds the lock of the group leads; the
 * others follow it over a channel. When the leader ends, however it ends, the browser gives the
 * lock to the next tab.
 */
import { mark } from '../web/marks.ts';
import type { List } from './hub.ts';
import type { EffectParcel, InputParcel } from './tab_parcels.ts';

type Content =
    /** Who leads? */
    | { type: 'hello' }
    | { type: 'leads' }
    /** The sender no longer leads, or no longer follows. */
    | { type: 'left' }
    /** The sender has ended its core, so that `heir` may lead. */
    | { type: 'take'; heir: string }
    | InputParcel
    | EffectParcel
    | { type: 'begin'; list: List }
    | { type: 'refused' };

/** What tabs tell each other; without `to`, it is for all. */
export type TabMessage = Content & { to?: string };

export interface Member {
    /** The others can see this tab: it may greet them. */
    present(): void;
    /** This tab leads from now on. */
    elected(): void;
    /** Another tab has taken over. */
    deposed(): void;
    /** The browser does not give a lock. */
    failed(): void;
    received(message: TabMessage, from: string): void;
}

export function canShare(): boolean {
    return typeof BroadcastChannel !== 'undefined' && 'locks' in (globalThis.navigator ?? {});
}

export class Group {
    /** Identifies this tab among the others. */
    readonly id = crypto.getRandomValues(new Uint32Array(4)).join('-');
    private readonly channel: BroadcastChannel;
    private readonly leaving = new AbortController();
    private queued = new AbortController();
    private isPresent = false;
    private release: (() => void) | null = null;

    constructor(
        private readonly name: string,
        private readonly member: Member,
    ) {
        this.channel = new BroadcastChannel(name);
        this.channel.onmessage = ({ data }) => {
            // A leader gives no seat to a tab that it cannot see.
            if (this.isPresent && (data.to === undefined || data.to === this.id))
                member.received(data, data.from);
        };
        // By this lock the leader sees that this tab is still there.
        const { signal } = this.leaving;
        const present = () => {
            this.isPresent = true;
            member.present();
            return new Promise<void>((gone) => signal.addEventListener('abort', () => gone()));
        };
        this.hold(`${name} ${this.id}`, { signal }, present).catch(() => {});
        this.queue();
    }

    get leads(): boolean {
        return this.release !== null;
    }

    post(message: TabMessage): void {
        this.channel.postMessage({ ...message, from: this.id });
    }

    /** Asks who leads. */
    greet(): void {
        if (this.isPresent) this.post({ type: 'hello' });
    }

    /** Takes over from a tab that does not answer, or that has asked for it. */
    steal(): void {
        if (this.leads || this.leaving.signal.aborted) return;
        this.queued.abort();
        this.lead({ steal: true });
    }

    /** Calls `gone` once the other tab has ended or left. */
    watch(id: string, gone: () => void): void {
        const { signal } = this.leaving;
        this.hold(`${this.name} ${id}`, { signal }, async () => gone()).catch(() => {});
    }

    leave(): void {
        if (this.leads) mark('led', false);
        this.post({ type: 'left' });
        this.channel.onmessage = null;
        this.channel.close();
        this.queued.abort();
        this.leaving.abort();
        this.release?.();
        this.release = null;
    }

    private queue(): void {
        this.queued = new AbortController();
        this.lead({ signal: this.queued.signal });
    }

    private lead(options: LockOptions): void {
        let mine: (() => void) | null = null;
        const work = () => {
            if (this.leaving.signal.aborted) return Promise.resolve();
            return new Promise<void>((resolve) => {
                mine = resolve;
                this.release = resolve;
                mark('led', true);
                this.member.elected();
            });
        };
        this.hold(this.name, options, work).catch((error) => {
            if (error?.name !== 'AbortError') {
                this.member.failed();
            } else if (mine && this.release === mine) {
                this.release = null;
                this.queue();
                this.member.deposed();
            }
        });
    }

    private hold(name: string, options: LockOptions, work: () => Promise<void>): Promise<void> {
        return navigator.locks.request(name, options, work);
    }
}
