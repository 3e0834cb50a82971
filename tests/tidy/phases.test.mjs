// The diagram of the connection's phases in docs/ARCHITECTURE.md matches the table in connection.h.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from './sources.mjs';

/**
 * The changes of `connection_phase_changes`, as lines of a Mermaid state diagram.
 * @param {string} source
 */
function linesOfTable(source) {
    const table = /connection_phase_changes = ([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
    const entry = /\{\s*(\w+),\s*(\w+),\s*((?:"(?:\\.|[^"\\])*"\s*)+)\}/g;
    return [...table.matchAll(entry)].map(([, from, to, literals = '']) => {
        const words = literals.replace(/"\s*"/g, '').trim().slice(1, -1);
        // A colon or a semicolon would end the label in Mermaid.
        return `${from} --> ${to} : ${words.replace(/[:;]/g, ',')}`;
    });
}

/** @param {string} text */
function linesOfPicture(text) {
    const picture = /<!-- connection phases -->([\s\S]*?)<!-- end -->/.exec(text)?.[1] ?? '';
    const lines = picture.split('\n').map((line) => line.trim());
    return lines.filter((line) => /^\w+ --> \w+/.test(line));
}

test('the diagram in docs/ARCHITECTURE.md matches the phases in connection.h', () => {
    const wanted = linesOfTable(readText('src/client/connection.h'));
    const shown = linesOfPicture(readText('docs/ARCHITECTURE.md'));
    assert.ok(wanted.length > 0, 'the table in src/client/connection.h was not found');
    const all = wanted.map((line) => `    ${line}`).join('\n');
    const hint = `Put these lines between the marks "connection phases" and "end":\n${all}\n`;
    assert.deepEqual(shown, wanted, hint);
});

test('the table is read however the formatter breaks its lines', () => {
    const source = `inline constexpr auto connection_phase_changes = [] {
    return std::to_array<PhaseChange>({
        {idle, opening, "start"},
        {opening, joining,
         "there: "
         "sent"},
    });
}();`;
    const wanted = ['idle --> opening : start', 'opening --> joining : there, sent'];
    assert.deepEqual(linesOfTable(source), wanted);
});
