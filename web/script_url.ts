/** The URL of the single classic script: such scripts have no `import.meta`. */
const script = globalThis.document?.currentScript as HTMLScriptElement | null | undefined;

export const scriptUrl = script?.src || globalThis.location?.href;
