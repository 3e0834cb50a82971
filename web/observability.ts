/** The types of metrics and traces; see `docs/observability.md`. */
import type { ClientState, ConnectionMode } from '../bindings/protocol.ts';

/** Options of `exportTrace`. */
export interface TraceOptions {
    /** Keep names, texts and e-mail addresses. Secrets are always removed. Default: false. */
    includeTexts?: boolean | undefined;
}

/** Counts and durations since `since`. Times are in milliseconds. */
export interface Metrics {
    /** When counting started, in ms since 1970: the first call to `metrics()`. */
    since: number;
    /** As in `messaging:state`. */
    state: ClientState;
    /** How events arrive. */
    mode: ConnectionMode;
    /** How often real time started. */
    connects: number;
    /** How many of these followed a loss of real time. */
    reconnects: number;
    /** Failed attempts after which the next one had to wait. */
    failedConnects: number;
    /** Time spent in each mode. */
    modeMs: Record<ConnectionMode, number>;
    /** Share of all time, from 0 to 1, spent in the mode `polling`. */
    pollingShare: number;
    /** HTTP requests made by this tab, including those of long-polling. */
    requests: number;
    /** Message counts. */
    messages: {
        /** Own messages that the server acknowledged. */
        sent: number;
        /** Others' messages that arrived in a followed conversation after its first list. */
        received: number;
        /** Own messages that became `failed`. */
        failed: number;
    };
    /** Histogram of own messages by the time from `pending` to `sent`. */
    latency: {
        /** Upper bounds of the buckets. The last count is of everything above the last bound. */
        boundsMs: readonly number[];
        counts: readonly number[];
    };
    /** Own messages that are `pending` now. */
    queued: number;
}
