// Reads the declarations that the compiler writes: one member per line, indented by four spaces.

/** Internal names of version 1.1.0, kept for old pages. */
const inherited = /^(readonly )?_\w+/;
const notPublic = /^(private |constructor\()/;

/**
 * What a page can import by name.
 * @param {string} index the declarations of the module
 * @param {(module: string) => string} read those of a module that it names
 */
export function publicNames(index, read) {
    const names = [...index.matchAll(/^export declare \w+ (\w+)/gm)].map(([, name]) => name ?? '');
    for (const [, list = ''] of index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
        names.push(...list.split(',').map((name) => name.trim()));
    }
    for (const [, module = ''] of index.matchAll(/^export type \* from '\.\/(.*)\.js'/gm)) {
        const text = read(`${module}.d.ts`);
        for (const [, name = ''] of text.matchAll(/^export (?:interface|type) (\w+)/gm)) {
            names.push(name);
        }
        for (const [, list = ''] of text.matchAll(/^export type \{([^}]*)\}/gm)) {
            names.push(...list.split(',').map((name) => name.trim()));
        }
    }
    return names;
}

/**
 * Declarations of these names, and of their members, without a comment before them.
 * @param {string} text @param {readonly string[]} names
 */
export function undocumented(text, names) {
    const faults = [];
    let previous = '';
    let isPublic = false;
    for (const line of text.split('\n')) {
        const name = /^(?:export )?(?:declare )?(?:class|const|function|interface|type) (\w+)/.exec(
            line,
        )?.[1];
        if (name) isPublic = names.includes(name);
        const member = /^ {4}(?! )(?=[\w'[])(.*)/.exec(line)?.[1];
        const isMember = member !== undefined && !inherited.test(member) && !notPublic.test(member);
        const isTold = previous.endsWith('*/');
        if (isPublic && (name || isMember) && !isTold) faults.push(line.trim());
        if (line === '}') isPublic = false;
        previous = line;
    }
    return faults;
}
