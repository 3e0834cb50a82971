/**
 * Our styles without a `<style>` element, which a strict policy blocks: an adopted style sheet,
 * else a link to `messaging.css` beside this module. They come on first use.
 */

let adopting: Document | undefined;

/**
 * Makes sure that the page has our styles. `id` is the one that a link gets; a page that has an
 * element with it has styles of its own.
 */
export async function adoptStyles(id: string): Promise<void> {
    if (adopting === document || document.getElementById(id)) return;
    if ('adoptedStyleSheets' in document) {
        adopting = document;
        try {
            await adopt();
            return;
        } catch {
            // No sheet can be constructed here, or the script cannot be read: the link may do.
            adopting = undefined;
        }
    }
    const link = document.createElement('link');
    link.id = id;
    link.rel = 'stylesheet';
    // Written as `new URL('./messaging.css', import.meta.url)` it would stop Turbopack.
    link.href = import.meta.url.replace(/[^/]*(\?.*)?$/, 'messaging.css');
    document.head.appendChild(link);
}

async function adopt(): Promise<void> {
    const { styles } = await import('./messaging-styles.js');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    // Chrome before 99 has a frozen array here: assign, never push.
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
