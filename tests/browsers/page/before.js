// A classic script, which runs before the module is imported: takes away what the variant lacks,
// and records whatever goes wrong.
{
    const variant = new URLSearchParams(location.search).get('variant');
    /** @type {string[]} */
    const faults = [];
    Object.assign(window, { faults });

    addEventListener('error', ({ error, message }) => {
        faults.push(String(error?.stack ?? message));
    });
    addEventListener('unhandledrejection', ({ reason }) => {
        faults.push(`unhandled: ${reason?.stack ?? reason}`);
    });
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        // The module finds out by trying, and then runs as JavaScript.
        if (variant === 'no-wasm' && /eval/.test(blockedURI)) return;
        faults.push(`the policy forbids ${blockedURI} (${effectiveDirective})`);
    });

    if (variant === 'no-storage') {
        Object.defineProperty(window, 'indexedDB', { value: undefined });
    }
    if (variant === 'storage-throws') {
        IDBFactory.prototype.open = () => {
            throw new DOMException('No storage here', 'SecurityError');
        };
    }
    if (variant === 'no-sharing') {
        Reflect.deleteProperty(window, 'BroadcastChannel');
        Reflect.deleteProperty(Navigator.prototype, 'locks');
    }
}
