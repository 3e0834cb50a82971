type Kind = 'string' | 'number' | 'boolean' | 'array' | 'object';

/** Throws a TypeError that names the value, what it is and what it must be. */
export function mustBe(wanted: Kind, name: string, value: unknown): void {
    const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (kind === wanted) return;
    const article = /^[ao]/.test(wanted) ? 'an' : 'a';
    throw new TypeError(`${name} is ${kind}, but must be ${article} ${wanted}`);
}
