/** Dates for people to read. What cannot be parsed is shown as nothing. */

const dayMs = 24 * 60 * 60 * 1000;

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dayOfYear = new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
});
const fullDay = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
});

export function parseDate(value: unknown): Date | null {
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? null : date;
}

export function clockTime(date: Date): string {
    return timeOfDay.format(date);
}

/** A key that is equal for two dates exactly if they fall on the same local day. */
export function dayKey(date: Date): string {
    return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function dayLabel(date: Date, now: Date): string {
    const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate());
    const days = Math.round((midnight(now).getTime() - midnight(date).getTime()) / dayMs);
    if (days === 0) return 'Today';
    if (days === 1) return 'Yesterday';
    if (days > 1 && days < 7) return weekday.format(date);
    return (date.getFullYear() === now.getFullYear() ? dayOfYear : fullDay).format(date);
}
