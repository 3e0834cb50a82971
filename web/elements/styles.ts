/**
 * The elements' style sheet without a `<style>` element, which a strict CSP blocks: one adopted
 * sheet for all, else a link to `elements.css` next to this module.
 */

/** The text of `elements.css`, inserted by the build. */
declare const __MESSAGING_ELEMENT_STYLES__: string;

let sheet: CSSStyleSheet | null = null;

export function addStyles(root: ShadowRoot): void {
    if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
        if (!sheet) {
            sheet = new CSSStyleSheet();
            sheet.replaceSync(__MESSAGING_ELEMENT_STYLES__);
        }
        root.adoptedStyleSheets = [sheet];
        return;
    }
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('./elements.css', import.meta.url).href;
    root.append(link);
}
