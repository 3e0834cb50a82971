/** What the build says about itself; from the sources there is nothing to say. */
declare const __MESSAGING_BUILD__: string | undefined;

/** The same in all files of one build. */
export const build = typeof __MESSAGING_BUILD__ === 'string' ? __MESSAGING_BUILD__ : 'source';
