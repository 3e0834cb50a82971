/** An element's texts, with plurals, and dates in the same language. */
import { type ElementStrings, fill, type Plural, type Strings } from '../strings.ts';
import { english } from './english.ts';

type Texts = typeof english;
/** Names of the texts that have no plural forms. */
type TextName = { [Name in keyof Texts]: Texts[Name] extends string ? Name : never }[keyof Texts];
type PluralName = 'unread' | 'newMessages';

const dayMs = 86_400_000;

export class Words {
    private readonly texts: Texts;
    private readonly locale: string;
    private readonly rules: Intl.PluralRules;
    private readonly numbers: Intl.NumberFormat;
    private readonly clockTime: Intl.DateTimeFormat;
    private readonly fullTime: Intl.DateTimeFormat;

    constructor(...given: Array<Partial<Strings> | undefined>) {
        this.texts = Object.assign({}, english, ...given) as Texts;
        this.locale = localeFor(this.texts.language);
        this.rules = new Intl.PluralRules(this.locale);
        this.numbers = new Intl.NumberFormat(this.locale);
        this.clockTime = this.dates({ hour: 'numeric', minute: '2-digit' });
        const date = { year: 'numeric', month: 'long', day: 'numeric' } as const;
        this.fullTime = this.dates({ ...date, hour: 'numeric', minute: '2-digit' });
    }

    get language(): ElementStrings['language'] {
        return this.texts.language;
    }

    text(name: TextName, word = '', value = ''): string {
        return fill(this.texts[name], word, value);
    }

    /** The plural form for `n`, with the number filled in. */
    count(name: PluralName, n: number): string {
        const forms: Plural = this.texts[name];
        return fill(forms[this.rules.select(n)] ?? forms.other, 'n', this.number(n));
    }

    number(n: number): string {
        return this.numbers.format(n);
    }

    clock(date: Date): string {
        return this.clockTime.format(date);
    }

    full(date: Date): string {
        return this.fullTime.format(date);
    }

    /** "Today", "yesterday", the weekday, then the date. */
    day(date: Date, now = new Date()): string {
        const days = daysBetween(date, now);
        if (days === 0 || days === 1) {
            const relative = new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' });
            return this.capital(relative.format(-days, 'day'));
        }
        if (days > 1 && days < 7) return this.capital(this.dates({ weekday: 'long' }).format(date));
        return this.dayOfYear(date, now, 'long');
    }

    /** For a list: today's time, "yesterday", the weekday, then the short date. */
    brief(date: Date, now = new Date()): string {
        const days = daysBetween(date, now);
        if (days === 0) return this.clock(date);
        if (days < 7) return this.day(date, now);
        return this.dayOfYear(date, now, 'short');
    }

    private dayOfYear(date: Date, now: Date, month: 'long' | 'short'): string {
        const sameYear = date.getFullYear() === now.getFullYear();
        const day = { day: 'numeric', month } as const;
        return this.dates(sameYear ? day : { ...day, year: 'numeric' }).format(date);
    }

    private dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
        return new Intl.DateTimeFormat(this.locale, options);
    }

    private capital(text: string): string {
        const [first = '', ...rest] = text;
        return first.toLocaleUpperCase(this.locale) + rest.join('');
    }
}

/** The user's regional variant of the language, if any: `en` may become `en-GB`. */
function localeFor(language: string): string {
    const own = navigator.languages.find(
        (tag) => tag === language || tag.startsWith(`${language}-`),
    );
    return own ?? language;
}

function daysBetween(date: Date, now: Date): number {
    const midnight = (of: Date) => +new Date(of.getFullYear(), of.getMonth(), of.getDate());
    return Math.round((midnight(now) - midnight(date)) / dayMs);
}
