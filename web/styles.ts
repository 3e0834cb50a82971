/**
 * The styles of `messaging.css` beside this module, without a `<style>` element, which a strict
 * policy blocks: an adopted style sheet, else a link. They come on first use.
 */

// The one script that needs no file beside it has the text of the sheet.
declare const __MESSAGING_STYLES__: string | undefined;
const ownStyles = typeof __MESSAGING_STYLES__ === 'string' ? __MESSAGING_STYLES__ : undefined;

let adopting: Document | undefined;

/**
 * Makes sure that the page has our styles. `id` is the one that a link gets; a page that has an
 * element with it has styles of its own.
 */
export async function adoptStyles(id: string): Promise<void> {
    if (adopting === document || document.getElementById(id)) return;
    const { href } = new URL('./messaging.css', import.meta.url);
    if ('adoptedStyleSheets' in document) {
        adopting = document;
        try {
            await adopt(href);
            return;
        } catch {
            // No sheet can be constructed here, or the file cannot be read: the link may do.
            adopting = undefined;
        }
    }
    const link = document.createElement('link');
    link.id = id;
    link.rel = 'stylesheet';
    link.href = href;
    document.head.appendChild(link);
}

async function adopt(href: string): Promise<void> {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(ownStyles ?? (await read(href)));
    // Chrome before 99 has a frozen array here: assign, never push.
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

async function read(href: string): Promise<string> {
    const response = await fetch(href);
    const isCss = response.headers.get('Content-Type')?.includes('css');
    if (!response.ok || !isCss) throw new TypeError(`${href} has no styles`);
    return response.text();
}
