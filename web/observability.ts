/** What a page can learn of how it goes; `docs/observability.md` says more. */
import type { ClientState, ConnectionMode } from '../bindings/protocol.ts';

/** Options of `exportTrace`. */
export interface TraceOptions {
    /** Names, texts and e-mail addresses stay in it; secrets never do. Default: false. */
    includeTexts?: boolean;
}

/** Figures since `since`; those that count begin at 0 there. Times are in milliseconds. */
export interface Metrics {
    /** When counting began, since 1970: at the first call of `metrics()`. */
    since: number;
    /** As `messaging:state` says them. */
    state: ClientState;
    /** How the page hears from the server. */
    mode: ConnectionMode;
    /** How often there was real time anew. */
    connects: number;
    /** Those of them that followed a loss. */
    reconnects: number;
    /** Attempts after which another one had to be waited for. */
    failedConnects: number;
    /** Time spent in each mode. */
    modeMs: Record<ConnectionMode, number>;
    /** The part of all time, from 0 to 1, in which the page heard by REST polling alone. */
    pollingShare: number;
    /** HTTP requests of this tab, those of long-polling included. */
    requests: number;
    /** Counts of messages. */
    messages: {
        /** Own ones that the server has acknowledged. */
        sent: number;
        /** That came into a followed conversation behind its first list, from anybody else. */
        received: number;
        /** Own ones that became `failed`. */
        failed: number;
    };
    /** From `pending` to `sent`. */
    latency: {
        /** Upper bounds; the last count is of all that took longer. */
        boundsMs: readonly number[];
        counts: readonly number[];
    };
    /** Own messages that wait to be sent or are being sent. */
    queued: number;
}
