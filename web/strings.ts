/** Every text that a person may see. Words in braces are filled in. */
export const defaultStrings = {
    online: 'Online',
    offline: 'Offline',
    typing: 'typing...',
    userTyping: '{name} is typing...',
    justNow: 'Just now',
    minutesAgo: '{n}m ago',
    hoursAgo: '{n}h ago',
    daysAgo: '{n}d ago',
};

/** Those of the notices, which the part that is loaded on first use shows. */
export interface ToastStrings {
    /** `{interval}`: such as `30s`. */
    polling: string;
    reconnected: string;
    newMessage: string;
    sendFailed: string;
    notifications: string;
    close: string;
}

/** All texts, each of which may be another one; words in braces are filled in. */
export type Strings = typeof defaultStrings & Partial<ToastStrings>;

export function fill(text: string, word: string, value: string | number): string {
    // A function, because `$&` in a name must stay what it is.
    return text.replace(`{${word}}`, () => String(value));
}
