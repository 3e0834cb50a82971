import { randomBytes } from 'node:crypto';

/** An id that cannot be guessed: the prefix and 18 digits of base 36, some 93 random bits. */
export function newId(prefix: string): string {
    const random = BigInt(`0x${randomBytes(12).toString('hex')}`).toString(36);
    return `${prefix}_${random.padStart(19, '0').slice(-18)}`;
}
