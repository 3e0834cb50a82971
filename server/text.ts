/** SQLite truncates strings at NUL, PostgreSQL refuses it, and lone surrogates have no UTF-8. */
export function storableText(text: string): string {
    return text.replace(/[\0\ud800-\udfff]/gu, '\uFFFD');
}
