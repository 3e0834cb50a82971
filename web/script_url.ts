/** Where the one classic script came from: such scripts have no `import.meta`. */
const script = globalThis.document?.currentScript as HTMLScriptElement | null | undefined;

export const scriptUrl = script?.src || globalThis.location?.href;
