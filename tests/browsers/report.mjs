// Writes docs/browsers.md after a complete run.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { policyOf, variants } from './variants.mjs';

/** @typedef {import('./main.mjs').Result} Result */

/**
 * How many checks passed, and how many did not.
 * @param {readonly Result[]} results of one engine and variant
 */
function verdict(results) {
    const count = (/** @type {string} */ kind) =>
        results.filter(({ outcome }) => outcome.kind === kind).length;
    const words = [`${count('passed')} of ${results.length}`];
    if (count('failed') > 0) words.push(`**${count('failed')} failed**`);
    if (count('impossible') > 0) words.push(`${count('impossible')} impossible`);
    return words.join(', ');
}

/**
 * A line for each engine, check and reason, once for all variants.
 * @param {readonly Result[]} results
 */
function listImpossible(results) {
    const lines = results
        .filter(({ outcome }) => outcome.kind === 'impossible')
        .map(({ engine, check, outcome }) => `- ${engine}, *${check}*: ${outcome.says}.`);
    return [...new Set(lines)].join('\n') || 'Nothing of what is checked.';
}

/**
 * @param {readonly Result[]} results of all engines and variants
 * @param {ReadonlyMap<string, string>} versions by the engine's name
 */
export async function writeReport(results, versions) {
    const names = [...versions.keys()];
    const head = names.map((name) => `${name} ${versions.get(name)}`);
    const rows = variants.map((variant) => {
        const cells = names.map((name) =>
            verdict(results.filter((one) => one.engine === name && one.variant === variant.name)),
        );
        return `| ${variant.says} | ${cells.join(' | ')} |`;
    });
    const checks = [...new Set(results.map(({ check }) => `- ${check}`))];
    const text = `# Browsers

\`npm run test:browsers\` writes this page. The page under test makes the same checks against the
reference server in the engines of Debian's packages \`chromium\`, \`firefox-esr\` and
\`webkit2gtk-driver\`. Each row says what the page lacks when it imports the module.

| | ${head.join(' | ')} |
|---|${names.map(() => '---|').join('')}
${rows.join('\n')}

The policy of the pages:

\`\`\`
${policyOf().replaceAll('; ', ';\n')}
\`\`\`

Without \`'wasm-unsafe-eval'\` the core runs as JavaScript, otherwise as WebAssembly. Any other
violation of the policy, an error or an unhandled rejection fails the check in which it happens.

## What an engine cannot do

${listImpossible(results)}

## The checks

${checks.join('\n')}
`;
    await writeFile(path.join(projectFolder, 'docs/browsers.md'), text);
}
