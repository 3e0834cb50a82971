/** The page's copy of a list, kept up to date by changes from the core. */
import type { Change, Entry, Path } from '../bindings/protocol.ts';

/** How to create and update the entries of a list. */
export interface Maker<T> {
    make(entry: Entry, from: Path | { text: number }): T;
    patch(object: T, entry: Entry): T;
}

export class Mirror<T> {
    private entries: T[] = [];
    /** Whether it has received its contents, even if empty. */
    hasContent = false;

    /** Applies `changes` in order. Throws if one refers to an entry that does not exist. */
    apply(changes: Change[], maker: Maker<T>): void {
        this.hasContent = true;
        for (const change of changes) this.applyOne(change, maker);
    }

    /** A new array. The objects in it are never modified. */
    list(): T[] {
        return this.entries.slice();
    }

    private applyOne(change: Change, maker: Maker<T>): void {
        const { entries } = this;
        switch (change[0]) {
            case 'clear':
                this.entries = [];
                return;
            case 'insert': {
                const [, index, entry, from] = change;
                if (index === entries.length) entries.push(maker.make(entry, from));
                else entries.splice(this.checked(index), 0, maker.make(entry, from));
                return;
            }
            case 'replace': {
                const [, index, entry, from] = change;
                entries[this.checked(index)] = maker.make(entry, from);
                return;
            }
            case 'patch': {
                const [, index, entry] = change;
                entries[this.checked(index)] = maker.patch(entries[index] as T, entry);
                return;
            }
            case 'remove':
                // The common case: each new message drops the oldest of a full window.
                if (this.checked(change[1]) === 0) entries.shift();
                else entries.splice(change[1], 1);
                return;
            case 'toFront': {
                const [, index, entry] = change;
                const [object] = entries.splice(this.checked(index), 1) as [T];
                entries.unshift(maker.patch(object, entry));
            }
        }
    }

    private checked(index: number): number {
        if (index in this.entries) return index;
        throw new RangeError(`no entry ${index} of ${this.entries.length}`);
    }
}
