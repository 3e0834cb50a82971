// The rules that no compiler checks: layering, bans, and the size of files, functions and lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bans, textBans } from './bans.mjs';
import { faultOfImport, faultOfInclude } from './layers.mjs';
import { blankComments, projectFiles, readText, sources } from './sources.mjs';

const fileLinesMax = 400;
const functionLinesMax = 70;
const columnsMax = 100;

const cpp = sources.filter(({ name }) => /\.(h|cpp)$/.test(name));
const scripts = sources.filter(({ name }) => /\.(ts|mjs|js)$/.test(name));
const texts = projectFiles
    .filter((name) => !/\.(png|ico|woff2?|wasm|gz)$/.test(name))
    .map((name) => ({ name, lines: readText(name).split('\n') }));

/** @param {readonly string[]} faults */
function assertNone(faults) {
    assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
}

test('C++ includes follow the layers', () => {
    const faults = [];
    for (const { name, lines } of cpp) {
        for (const [index, line] of lines.entries()) {
            const header = /^\s*#\s*include\s+"([^"]+)"/.exec(line)?.[1];
            const fault = header && faultOfInclude(name, header);
            if (fault) faults.push(`${name}:${index + 1}: "${header}": ${fault}`);
        }
    }
    assertNone(faults);
});

test('an include that breaks the layers is caught', () => {
    assert.equal(faultOfInclude('src/client/client.cpp', 'state/rooms.h'), undefined);
    assert.equal(faultOfInclude('src/state/rooms.cpp', 'state/rooms.h'), undefined);
    assert.equal(faultOfInclude('src/state/rooms.h', 'wire/model.h'), undefined);
    assert.match(faultOfInclude('src/wire/url.h', 'state/rooms.h') ?? '', /down only/);
    assert.match(faultOfInclude('src/state/rooms.h', 'wire/socket_io.h') ?? '', /model/);
    assert.match(faultOfInclude('src/state/rooms.h', 'state/outbox.h') ?? '', /alone/);
    assert.match(faultOfInclude('src/state/rooms.h', '../wire/model.h') ?? '', /from src/);
});

test('imports of the pages and of the module follow the layers', () => {
    const faults = [];
    for (const { name, lines } of scripts) {
        for (const [index, line] of lines.entries()) {
            const module = /(?:\bfrom|^import|\bimport\()\s*['"]([^'"]+)['"]/.exec(line)?.[1];
            const fault = module && faultOfImport(name, module);
            if (fault) faults.push(`${name}:${index + 1}: '${module}': ${fault}`);
        }
    }
    assertNone(faults);
});

test('sources contain no banned code', () => {
    const faults = [];
    for (const { name, code, lines } of sources) {
        for (const { files, pattern, says, except } of bans) {
            if (!files.test(name) || except?.[name]) continue;
            for (const [index, line] of code.entries()) {
                if (!pattern.test(line)) continue;
                faults.push(`${name}:${index + 1}: ${lines[index]?.trim()}\n    ${says}`);
            }
        }
    }
    assertNone(faults);
});

test('text files contain no banned text', () => {
    const faults = [];
    for (const { name, lines } of texts) {
        for (const { pattern, says } of textBans) {
            for (const [index, line] of lines.entries()) {
                if (!pattern.test(line)) continue;
                faults.push(`${name}:${index + 1}: ${line.trim().slice(0, 120)}\n    ${says}`);
            }
        }
    }
    assertNone(faults);
});

test('every ban catches its example', () => {
    for (const { pattern, example } of bans) assert.match(blankComments(example), pattern);
    for (const { pattern, example } of textBans) assert.match(example, pattern);
    assert.doesNotMatch(blankComments('// throw\nsay("throw");'), /throw/);
    assert.match(blankComments("wait(10'000); throw 'x';"), /throw/);
});

test('files are short enough to read', () => {
    assertNone(
        sources
            .filter(({ lines }) => lines.length - 1 > fileLinesMax)
            .map(({ name, lines }) => `${name}: ${lines.length - 1} lines; split it by subject.`),
    );
});

test('functions are short enough to read', () => {
    const faults = [];
    for (const { name, code } of sources) {
        for (const { line, length } of longBlocks(code)) {
            faults.push(`${name}:${line}: a function of ${length} lines; give its parts names.`);
        }
    }
    assertNone(faults);
});

test('a long function is caught', () => {
    const body = Array.from({ length: functionLinesMax + 1 }, () => '    step();');
    assert.equal(longBlocks(['void run(int a,', '         int b) {', ...body, '}']).length, 1);
    assert.equal(longBlocks(['function run() {', ...body, '}']).length, 1);
    assert.equal(longBlocks(['namespace messaging {', ...body, '}']).length, 0);
});

test('lines are short enough to read', () => {
    const faults = [];
    for (const { name, lines } of sources) {
        for (const [index, line] of lines.entries()) {
            // URLs cannot be broken, regular expressions hardly, and a test's name is one sentence.
            if (
                [...line].length <= columnsMax ||
                /https?:\/\/|^\s*(pattern: )?\/.*\/\w*[,;]$|^\s*test\(['`]/.test(line)
            ) {
                continue;
            }
            faults.push(`${name}:${index + 1}: ${[...line].length} columns`);
        }
    }
    assertNone(faults);
});

/**
 * Functions, and other blocks after a parenthesis, that are too long. What a function defines
 * inside itself counts for the inner function only.
 * @param {readonly string[]} code
 */
function longBlocks(code) {
    const found = [];
    for (const [index, line] of code.entries()) {
        if (!/\)[^(){};]*\{\s*$/.test(line)) continue;
        const end = endOfBlock(code, index);
        let length = end - index - 1;
        for (let at = index + 1; at < end && length > functionLinesMax; at++) {
            if (!opensFunction(code[at] ?? '')) continue;
            const innerEnd = endOfBlock(code, at);
            length -= innerEnd - at + 1;
            at = innerEnd;
        }
        if (length > functionLinesMax) found.push({ line: index + 1, length });
    }
    return found;
}

/** @param {string} line */
function opensFunction(line) {
    return (
        /\)[^(){};]*\{\s*$/.test(line) && !/^\s*(\} )?(if|else|for|while|switch|catch)\b/.test(line)
    );
}

/**
 * The formatters put the closing brace at or left of the indentation of the line that opens.
 * @param {readonly string[]} code
 * @param {number} start
 */
function endOfBlock(code, start) {
    const indentation = (code[start] ?? '').search(/\S/);
    const end = code.findIndex(
        (line, at) => at > start && /^\s*\}/.test(line) && line.search(/\S/) <= indentation,
    );
    return end < 0 ? code.length : end;
}
