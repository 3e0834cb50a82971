/** An unguessable id: the prefix and 18 base-36 digits, some 93 random bits. */
export function newId(prefix: string): string {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const random = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n).toString(36);
    return `${prefix}_${random.padStart(19, '0').slice(-18)}`;
}
