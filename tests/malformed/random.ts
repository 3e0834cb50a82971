/** Numbers that depend only on a seed and an index, so that each case can be reproduced alone. */
export class Random {
    private state: number;

    constructor(seed: number, index: number) {
        this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
    }

    /** Mulberry32: from 0 to just below 1. */
    next(): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    }

    below(end: number): number {
        return Math.floor(this.next() * end);
    }

    chance(probability: number): boolean {
        return this.next() < probability;
    }

    pick<T>(from: readonly T[]): T {
        return from[this.below(from.length)] as T;
    }
}
