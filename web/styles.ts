/**
 * The styles, without a `<style>` element, which a strict policy blocks: an adopted style sheet,
 * else a link to `messaging.css` beside this module. They come with the part that is loaded on
 * first use.
 */

// The build gives the text of `messaging.css`.
declare const __MESSAGING_CSS__: string | undefined;

let adopted: Document | undefined;

/** Makes sure that the page has our styles; `id` is the one the link gets, if a link is needed. */
export function adoptStyles(id: string): void {
    if (adopted === document || document.getElementById(id)) return;
    if (typeof __MESSAGING_CSS__ === 'string' && 'adoptedStyleSheets' in document) {
        try {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(__MESSAGING_CSS__);
            // Chrome before 99 has a frozen array here: assign, never push.
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
            adopted = document;
            return;
        } catch {
            // A sheet that cannot be constructed: the link does it.
        }
    }
    const link = document.createElement('link');
    link.id = id;
    link.rel = 'stylesheet';
    link.href = new URL('./messaging.css', import.meta.url).href;
    document.head.appendChild(link);
}
