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

/** A text by the plural category of its number, as `Intl.PluralRules` names it. */
export type Plural = Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>> & {
    /** Where no other form is given. */
    other: string;
};

/** Those of the custom elements, `messaging-wasm/elements`. */
export interface ElementStrings {
    /** What the texts are written in, a tag such as `de`; dates and numbers follow it. */
    language: string;
    connecting: string;
    delayed: string;
    signedOut: string;
    stopped: string;
    noConnection: string;
    sessionEnded: string;
    loading: string;
    cannotLoad: string;
    tryAgain: string;
    conversations: string;
    noConversations: string;
    messages: string;
    noMessages: string;
    earlierMessages: string;
    /** `{n}` */
    unread: Plural;
    /** `{n}` */
    newMessages: Plural;
    draft: string;
    you: string;
    somebody: string;
    severalTyping: string;
    writeMessage: string;
    send: string;
    /** `{n}` is how many characters there are, and how many there may be. */
    tooLong: string;
    pending: string;
    sent: string;
    delivered: string;
    read: string;
    failed: string;
    uncertain: string;
    retry: string;
    discard: string;
    attachment: string;
    opensNewTab: string;
}

/** All texts, each of which may be another one; words in braces are filled in. */
export type Strings = typeof defaultStrings & Partial<ToastStrings> & Partial<ElementStrings>;

/** A whole language, such as `messaging-wasm/strings/de`. */
export type Language = typeof defaultStrings & ToastStrings & ElementStrings;

export function fill(text: string, word: string, value: string | number): string {
    // A function, because `$&` in a name must stay what it is.
    return text.replace(`{${word}}`, () => String(value));
}
