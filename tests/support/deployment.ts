// Reads the files of deploy/.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export const readProjectFile = (name: string) =>
    readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** The arguments of each such instruction in the Containerfile, in order. */
export function instructionsOf(keyword: string): string[] {
    const lines = readProjectFile('deploy/Containerfile')
        .replace(/\\\n\s*/g, '')
        .split('\n');
    const found = lines.filter((line) => line.startsWith(`${keyword} `));
    return found.map((line) => line.slice(keyword.length + 1));
}

export interface Compose {
    services: Record<string, { image: string; environment?: Record<string, string> }>;
}

/** As Compose reads it: `${NAME:?}` and `${NAME:-default}` are filled in, `$$` is a dollar sign. */
export function readCompose(variables: Record<string, string> = {}): Compose {
    const fill = (text: string) =>
        text
            .replace(
                /(?<!\$)\$\{(\w+)(?::-([^}]*)|:\?)\}/g,
                (_, name: string, fallback = '') => variables[name] ?? fallback,
            )
            .replaceAll('$$', '$');
    const document = parse(readProjectFile('deploy/compose.yaml'));
    return JSON.parse(JSON.stringify(document), (_, value) =>
        typeof value === 'string' ? fill(value) : value,
    );
}
