import { timingSafeEqual } from 'node:crypto';

/** Takes equally long wherever two texts of the same length differ. */
export function sameSecret(one: string, other: string): boolean {
    const [a, b] = [Buffer.from(one), Buffer.from(other)];
    return a.length === b.length && timingSafeEqual(a, b);
}
