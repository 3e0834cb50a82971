/**
 * The text of `messaging.css` as a script, since every bundler includes an imported script. Most
 * leave behind a style sheet that is only named by URL, and one fails on it.
 */
declare const __MESSAGING_STYLES__: string;

export const styles: string = __MESSAGING_STYLES__;
