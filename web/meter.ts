/** Collects the metrics from the effects that the core sends to the page. */
import type { PageEffect } from '../bindings/host.ts';
import type { ConnectionMode } from '../bindings/protocol.ts';
import type { Link } from './link.ts';
import type { Metrics } from './observability.ts';

const latencyBoundsMs = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000];
const tellEveryMs = 60_000;

const isRealTime = (mode: ConnectionMode) => mode === 'websocket' || mode === 'long-polling';

type Messages = Extract<PageEffect, { type: 'Messages' }>;

export class Meter {
    private readonly since = Date.now();
    private readonly timer: ReturnType<typeof setInterval>;
    private readonly modeMs = { websocket: 0, 'long-polling': 0, polling: 0, none: 0 };
    private mode: ConnectionMode;
    private modeSince = this.since;
    private nextAttemptAt: number | null = null;
    private hadRealTime: boolean;
    private connects = 0;
    private reconnects = 0;
    private failedConnects = 0;
    private requests = 0;
    private readonly messages = { sent: 0, received: 0, failed: 0 };
    private readonly counts: number[] = [...latencyBoundsMs, 0].map(() => 0);
    /** When own messages became pending, by client message id. */
    private readonly pending = new Map<string, number>();
    /** Lengths of the followed message lists, by conversation id. */
    private readonly lengths = new Map<string, number>();

    constructor(private readonly link: Link) {
        this.mode = link.system.mode;
        this.hadRealTime = link.system.isConnected;
        this.timer = setInterval(() => {
            link.dispatch('messaging:metrics', this.read());
        }, tellEveryMs);
    }

    stop(): void {
        clearInterval(this.timer);
    }

    requested(): void {
        this.requests += 1;
    }

    /** Call this for every effect that concerns the page. */
    told(effect: PageEffect): void {
        switch (effect.type) {
            case 'State':
                return this.state(effect.mode, effect.nextAttemptAt);
            case 'Connection':
                if (effect.status === 'offline') return;
                this.connects += 1;
                if (this.hadRealTime) this.reconnects += 1;
                this.hadRealTime = true;
                return;
            case 'MessageState':
                return this.message(effect.clientMessageId, effect.state);
            case 'Messages':
                return this.received(effect);
        }
    }

    read(): Metrics {
        this.spend();
        const total = Math.max(this.modeSince - this.since, 1);
        return {
            since: this.since,
            state: this.link.system.state,
            mode: this.mode,
            connects: this.connects,
            reconnects: this.reconnects,
            failedConnects: this.failedConnects,
            modeMs: { ...this.modeMs },
            pollingShare: this.modeMs.polling / total,
            requests: this.requests,
            messages: { ...this.messages },
            latency: { boundsMs: latencyBoundsMs, counts: [...this.counts] },
            queued: this.pending.size,
        };
    }

    private spend(): void {
        const now = Date.now();
        // The clock may have been set back.
        this.modeMs[this.mode] += Math.max(now - this.modeSince, 0);
        this.modeSince = now;
    }

    private state(mode: ConnectionMode, nextAttemptAt: number | null): void {
        this.spend();
        const isNew = nextAttemptAt !== null && nextAttemptAt !== this.nextAttemptAt;
        // The first wait after a loss does not follow a failed attempt.
        if (isNew && !isRealTime(this.mode)) this.failedConnects += 1;
        this.nextAttemptAt = nextAttemptAt;
        this.mode = mode;
    }

    private message(id: string, state: string): void {
        const began = this.pending.get(id);
        if (state === 'pending') {
            this.pending.set(id, began ?? Date.now());
            return;
        }
        this.pending.delete(id);
        if (state === 'failed') this.messages.failed += 1;
        if (state !== 'sent') return;
        this.messages.sent += 1;
        if (began === undefined) return;
        const took = Date.now() - began;
        const bucket = latencyBoundsMs.findIndex((bound) => took <= bound);
        const at = bucket < 0 ? latencyBoundsMs.length : bucket;
        this.counts[at] = (this.counts[at] ?? 0) + 1;
    }

    /** Messages inserted before all known ones are older, and were requested. */
    private received({ conversationId, changes }: Messages): void {
        const before = this.lengths.get(conversationId);
        let isKnown = before !== undefined;
        let length = before ?? 0;
        let older = 0;
        for (const [kind, index = 0, entry] of changes) {
            if (kind === 'clear') {
                length = 0;
                isKnown = false;
            }
            if (kind === 'remove') length -= 1;
            if (kind !== 'insert') continue;
            if (index > length) {
                // Metrics started after the list was loaded.
                length = index;
                isKnown = true;
            }
            const isOlder = length > 0 && index === older;
            if (isOlder) older += 1;
            else if (isKnown && !entry.clientMessageId) this.messages.received += 1;
            length += 1;
        }
        this.lengths.set(conversationId, length);
    }
}
