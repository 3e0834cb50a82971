/** SQLite ends a text at NUL, PostgreSQL refuses it, and half a surrogate pair has no UTF-8. */
export function storableText(text: string): string {
    return text.replace(/[\0\ud800-\udfff]/gu, '\uFFFD');
}
