// Compares what must be on the server and on the pages with what is there.

/**
 * @typedef {{ conversation: string, sender: string, text: string }} Stored in the server's order
 * @typedef {{ accepted: ReadonlySet<string>, failed: ReadonlySet<string>,
 *     doubled: ReadonlySet<string>,
 *     lists: Record<string, string[]> }} Account of one person
 * @typedef {{ lost: string[], doubled: string[], disordered: string[] }} Verdict
 */

/**
 * Nothing that was accepted may be lost or doubled, and the messages of one person in a
 * conversation must be in the order of writing, except those that failed and were sent again by
 * hand.
 * @param {readonly Stored[]} stored
 * @param {readonly Account[]} people
 * @returns {Verdict}
 */
export function compare(stored, people) {
    const lost = [];
    const doubled = repeated(stored.map(({ text }) => text));
    const byHand = new Set(people.flatMap(({ failed }) => [...failed]));
    const disordered = outOfOrder(stored.filter(({ text }) => !byHand.has(text)));
    const known = new Set(stored.map(({ text }) => text));
    const conversations = [...new Set(stored.map(({ conversation }) => conversation))];
    for (const person of people) {
        lost.push(...[...person.accepted].filter((text) => !known.has(text)));
        doubled.push(...person.doubled);
        for (const id of conversations) {
            const wanted = stored.filter(({ conversation }) => conversation === id);
            const shown = person.lists[id] ?? [];
            const there = new Set(shown);
            lost.push(...wanted.filter(({ text }) => !there.has(text)).map(({ text }) => text));
            doubled.push(...repeated(shown));
            disordered.push(
                ...unlike(
                    wanted.map(({ text }) => text).filter((text) => there.has(text)),
                    [...there].filter((text) => known.has(text)),
                ),
            );
        }
    }
    return { lost, doubled, disordered };
}

/** @param {readonly string[]} texts */
function repeated(texts) {
    const seen = new Set();
    return texts.filter((text) => seen.size === seen.add(text).size);
}

/**
 * The texts at whose position the other list has a different one.
 * @param {string[]} wanted @param {string[]} shown
 */
function unlike(wanted, shown) {
    return shown.filter((text, at) => text !== wanted[at]);
}

/** @param {readonly Stored[]} stored */
function outOfOrder(stored) {
    /** @type {Map<string, [life: number, number: number]>} */
    const last = new Map();
    return stored.flatMap(({ conversation, sender, text }) => {
        const [, life = 0, number = 0] = (/ (\d+)\.(\d+) @/.exec(text) ?? []).map(Number);
        const key = `${conversation} ${sender}`;
        const before = last.get(key) ?? [0, -1];
        last.set(key, [life, number]);
        const isLater = life > before[0] || (life === before[0] && number > before[1]);
        return isLater ? [] : [text];
    });
}
