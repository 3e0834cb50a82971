/** Every text shown to people. Words in braces are filled in. */
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

/** Texts of the notices, which the part loaded on first use shows. */
export interface ToastStrings {
    /** `{interval}`: such as `30s`. */
    polling: string;
    reconnected: string;
    newMessage: string;
    sendFailed: string;
    notifications: string;
    close: string;
}

/** A text by plural category of its number, as named by `Intl.PluralRules`. */
export type Plural = Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>> & {
    /** Used if no other form is given. */
    other: string;
};

/** Texts of the custom elements, `messaging-wasm/elements`. */
export interface ElementStrings {
    /** Language tag of the texts, such as `de`. Also formats dates and numbers. */
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
    newest: string;
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
    /** `{n}` is the number of characters, then the maximum. */
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

/** All texts; each may be replaced. Words in braces are filled in. */
export type Strings = typeof defaultStrings & Partial<ToastStrings> & Partial<ElementStrings>;

/** A complete language, such as `messaging-wasm/strings/de`. */
export type Language = typeof defaultStrings & ToastStrings & ElementStrings;

export function fill(text: string, word: string, value: string | number): string {
    // A function, so that `$&` in a name is inserted as is.
    return text.replace(`{${word}}`, () => String(value));
}
