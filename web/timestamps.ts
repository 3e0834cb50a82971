/** Times as people write them; an empty string for an invalid time. */
import { defaultStrings, fill, type Strings } from './strings.ts';

/** ISO 8601, milliseconds since 1970, or Firestore's `{seconds}`. */
export type ServerTime =
    | number
    | string
    | {
          /** Seconds since 1970. */
          seconds: number;
          /** The remaining nanoseconds; ignored. */
          nanoseconds?: number;
      };

/** A `Date`, or what a server sends; any string that `Date` parses. */
export type Timestamp = Date | ServerTime | null | undefined;

/** Ages in milliseconds, and the text used below each. */
const ages: Array<[below: number, words: 'justNow' | 'minutesAgo' | 'hoursAgo' | 'daysAgo']> = [
    [60_000, 'justNow'],
    [3_600_000, 'minutesAgo'],
    [86_400_000, 'hoursAgo'],
    [604_800_000, 'daysAgo'],
];

/** The time, or null if it cannot be read. */
export function readTimestamp(timestamp: unknown): Date | null {
    if (!timestamp) return null;
    const seconds = (timestamp as { seconds?: number }).seconds;
    const date = new Date(seconds === undefined ? (timestamp as string) : seconds * 1000);
    return Number.isNaN(+date) ? null : date;
}

/** "Just now" (also for the future), "5m ago", "3h ago", "2d ago", then the local date. */
export function formatTimestamp(
    timestamp: unknown,
    strings: Strings = defaultStrings,
    nowMs: number = Date.now(),
): string {
    const date = readTimestamp(timestamp);
    if (!date) return '';
    const age = nowMs - +date;
    let unit = 1;
    for (const [below, words] of ages) {
        if (age < below) return fill(strings[words], 'n', Math.floor(age / unit));
        unit = below;
    }
    return date.toLocaleDateString();
}

let full: Intl.DateTimeFormat | undefined;

/** The local date and time, without seconds. */
export function formatFullTimestamp(timestamp: unknown): string {
    const date = readTimestamp(timestamp);
    if (!date) return '';
    full ??= new Intl.DateTimeFormat(undefined, {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
    });
    return full.format(date);
}
