/** What the build says about itself; from the sources there is nothing to say. */
declare const __MESSAGING_BUILD__: string | undefined;

/** The same in all files of one build. */
export const build = typeof __MESSAGING_BUILD__ === 'string' ? __MESSAGING_BUILD__ : 'source';

declare const __MESSAGING_ONE_FILE__: boolean | undefined;

/** Everything is in the script that is running. */
export const isOneFile = typeof __MESSAGING_ONE_FILE__ === 'boolean' && __MESSAGING_ONE_FILE__;
