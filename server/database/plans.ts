// Names for frequent statements. A PostgreSQL connection caches the parsed and planned form of a
// named statement. Without a name, that work is repeated for every query and takes as long as
// executing it.

/** Rarer statements, such as those of a migration, get no name. */
const usesMin = 10;
/** Each connection caches at most this many plans. */
const namedMax = 100;
/** Bounds what is counted: a list of values makes a different text for each length. */
const countedMax = 1000;
const lengthMax = 4000;

export interface Plans {
    /** The name of a statement, or nothing if its plan should not be cached. */
    nameOf(text: string): string | undefined;
    /** Invalidates all cached plans after tables have changed. */
    renew(): void;
}

export function createPlans(): Plans {
    const names = new Map<string, string>();
    const uses = new Map<string, number>();
    let generation = 1;
    return {
        nameOf(text) {
            const known = names.get(text);
            if (known !== undefined || names.size === namedMax || text.length > lengthMax) {
                return known;
            }
            const count = (uses.get(text) ?? 0) + 1;
            if (count < usesMin) {
                if (uses.size === countedMax) uses.clear();
                uses.set(text, count);
                return undefined;
            }
            uses.delete(text);
            const name = `messaging_${generation}_${names.size}`;
            names.set(text, name);
            return name;
        },
        renew() {
            generation += 1;
            names.clear();
        },
    };
}
