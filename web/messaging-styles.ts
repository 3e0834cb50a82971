/**
 * The text of `messaging.css` as a script, which every bundler takes along: most leave a style
 * sheet behind that is only named by its address, and one stops at it.
 */
declare const __MESSAGING_STYLES__: string;

export const styles: string = __MESSAGING_STYLES__;
