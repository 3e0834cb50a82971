/** Set by the build; absent when the sources run directly. */
declare const __MESSAGING_BUILD__: string | undefined;

/** The same in all files of one build. */
export const build = typeof __MESSAGING_BUILD__ === 'string' ? __MESSAGING_BUILD__ : 'source';

declare const __MESSAGING_ONE_FILE__: boolean | undefined;

/** Whether everything is in the running script. */
export const isOneFile = typeof __MESSAGING_ONE_FILE__ === 'boolean' && __MESSAGING_ONE_FILE__;
