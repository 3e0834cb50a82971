/**
 * Our styles without a `<style>` element, which a strict CSP blocks: an adopted style sheet, else a
 * link to `messaging.css` next to this module. Loaded on first use.
 */

let adopting: Document | undefined;

/**
 * Makes sure that the page has our styles. `id` is for the link, if one is needed; if the page has
 * an element with that id, it brings its own styles.
 */
export async function adoptStyles(id: string): Promise<void> {
    if (adopting === document || document.getElementById(id)) return;
    if ('adoptedStyleSheets' in document) {
        adopting = document;
        try {
            await adopt();
            return;
        } catch {
            // Sheets cannot be constructed here, or the script did not load: fall back to the link.
            adopting = undefined;
        }
    }
    const link = document.createElement('link');
    link.id = id;
    link.rel = 'stylesheet';
    // `new URL('./messaging.css', import.meta.url)` would make Turbopack fail.
    link.href = import.meta.url.replace(/[^/]*(\?.*)?$/, 'messaging.css');
    document.head.appendChild(link);
}

async function adopt(): Promise<void> {
    const { styles } = await import('./messaging-styles.js');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    // A frozen array in Chrome before 99: assign, never push.
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
