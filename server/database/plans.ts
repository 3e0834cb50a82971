// Names for the statements that are asked over and over. A connection to PostgreSQL keeps what it
// has parsed and planned of a statement under its name; without one that is done for every
// question, and takes as long as the answer.

/** Statements that are rarer, such as those of a migration, get no name. */
const usesMin = 10;
/** Every connection keeps so many plans at most. */
const namedMax = 100;
/** What is counted, and how long it may be: a list of values makes another text for each length. */
const countedMax = 1000;
const lengthMax = 4000;

export interface Plans {
    /** The name of a statement, or nothing where its plan is not to be kept. */
    nameOf(text: string): string | undefined;
    /** What connections have kept is of no use any more: tables have changed since. */
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
