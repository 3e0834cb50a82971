// The codes and operations of errors are the same in the core, the types and the docs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from './sources.mjs';

const protocol = readText('bindings/protocol.ts');

/**
 * The words of a union, or those that it excludes.
 * @param {string} name
 */
function wordsOf(name) {
    const [, body = ''] = new RegExp(`export type ${name} =([^;]*);`).exec(protocol) ?? [];
    return [...body.matchAll(/'([^']+)'/g)].map(([, word = '']) => word);
}

/** @param {string} page @param {RegExp} part */
const quotedIn = (page, part) =>
    [...(part.exec(readText(page))?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, word = '']) => word);

const codes = wordsOf('ErrorCode');

test('the type of error codes and the table of docs/methods.md name the same', () => {
    const rows = readText('docs/methods.md').matchAll(/^\| `(\w+)` \|.*\|.*\|.*\|.*\|$/gm);
    assert.deepEqual([...rows].map(([, code]) => code).sort(), [...codes].sort());
});

test('the type of error codes begins with those of the core', () => {
    const [, literals = ''] =
        /name_of\(Failure failure\) \{\s*return word_at\(([^,]*),/.exec(
            readText('src/client/encode_control.cpp'),
        ) ?? [];
    const words = literals.replace(/"\s*"/g, '').trim().slice(1, -1).split('|');
    assert.ok(words.length > 1, 'name_of(Failure) was not found');
    assert.deepEqual(codes.slice(0, words.length), words);
});

test('the types of an event’s code and a message’s reason are what docs/events.md names', () => {
    const excluded = wordsOf('ReportedCode');
    assert.deepEqual(
        codes.filter((code) => !excluded.includes(code)),
        quotedIn('docs/events.md', /Its `code` is ([\s\S]*?);/),
    );
    assert.deepEqual(
        wordsOf('FailureReason'),
        quotedIn('docs/events.md', /The `reason` of a failed message is ([\s\S]*?);/),
    );
});

test('the type of operations is what docs/events.md names, and the methods that take an id', () => {
    assert.deepEqual(
        wordsOf('Operation'),
        quotedIn('docs/events.md', /The `operation` of an error is ([\s\S]*?), or the method/),
    );
    const source = readText('web/system.ts');
    const calls = source.matchAll(/conversationIdOf\(link, conversationId, '(\w+)'\)/g);
    assert.deepEqual(
        [...calls].map(([, name]) => name).sort(),
        wordsOf('ConversationMethod').sort(),
    );
});

test('the core reports no operation that the type lacks', () => {
    const sources = ['client', 'client_send', 'client_session', 'client_socket', 'client_storage'];
    const reported = sources.flatMap((name) => [
        ...readText(`src/client/${name}.cpp`).matchAll(/report_error\(turn, "(\w+)"/g),
    ]);
    const requested = readText('src/client/rest.cpp').matchAll(/const \{ return "(\w+)"; \}/g);
    const names = [...reported, ...requested].map(([, name = '']) => name);
    assert.ok(names.includes('join') && names.includes('csrf'), String(names));
    const known = wordsOf('Operation');
    assert.deepEqual(
        names.filter((name) => !known.includes(name)),
        [],
    );
});
