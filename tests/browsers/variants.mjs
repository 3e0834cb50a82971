// The policy that pages get, and what is taken away from them before they import the module.

/**
 * @typedef {'strict' | 'no-wasm' | 'no-storage' | 'storage-throws' | 'no-sharing'} VariantName
 * @typedef {{ name: VariantName, says: string, scripts?: string }} Variant
 */

/** @type {readonly Variant[]} */
export const variants = [
    { name: 'strict', says: 'nothing is missing' },
    { name: 'no-wasm', says: "the policy has no `'wasm-unsafe-eval'`", scripts: "'self'" },
    { name: 'no-storage', says: 'there is no `indexedDB`' },
    { name: 'storage-throws', says: '`indexedDB.open` throws' },
    { name: 'no-sharing', says: 'neither `BroadcastChannel` nor `navigator.locks`' },
];

/**
 * Strict, and with Trusted Types if the engine has them: a string that would become a script or
 * markup fails the check.
 * @param {Pick<Variant, 'scripts'>} [variant]
 */
export function policyOf({ scripts = "'self' 'wasm-unsafe-eval'" } = {}) {
    return [
        "default-src 'none'",
        `script-src ${scripts}`,
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "style-src 'self'",
        // An empty icon, so that no browser asks for one.
        'img-src data:',
        "connect-src 'self'",
        // A check loads the customer's page in a frame.
        "frame-src 'self'",
    ].join('; ');
}
