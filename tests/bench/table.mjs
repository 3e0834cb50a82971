/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
    const rule = head.map((_name, index) => (index === 0 ? '---' : '---:'));
    return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
