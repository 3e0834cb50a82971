import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putBinary, takeBinary } from '../../web/binary_arguments.ts';

test('bytes are taken out at any depth, and of a view only the part that it covers', () => {
    const view = new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(1, 3);
    const { args, buffers } = takeBinary([{ a: [view] }, 'x', new ArrayBuffer(1), null]);
    assert.deepEqual(args, [
        { a: [{ _placeholder: true, num: 0 }] },
        'x',
        { _placeholder: true, num: 1 },
        null,
    ]);
    assert.deepEqual([...new Uint8Array(buffers[0] as ArrayBuffer)], [2, 3]);
    assert.equal(buffers.length, 2);
});

test('putBinary restores what takeBinary has taken out', () => {
    const given = [
        { a: new Uint8Array([7]).buffer, b: { c: [new Uint8Array([8]).buffer] } },
        1,
        null,
    ];
    const { args, buffers } = takeBinary(given);
    assert.deepEqual(putBinary(JSON.parse(JSON.stringify(args)), buffers), given);
});

test('a Date, which has its own toJSON, passes through unchanged', () => {
    const date = new Date(0);
    assert.deepEqual(takeBinary([date, { date }]).args, [date, { date }]);
});

test('a placeholder without its bytes becomes null, unless there are no bytes at all', () => {
    const bytes = new ArrayBuffer(1);
    for (const num of [1, -1, 0.5, '0', 'constructor', undefined]) {
        assert.deepEqual(putBinary([{ _placeholder: true, num }], [bytes]), [null]);
    }
    assert.deepEqual(putBinary([{ _placeholder: true, num: 0 }], []), [
        { _placeholder: true, num: 0 },
    ]);
});

for (const [words, wrap] of [
    ['arrays', (inner: unknown) => [inner]],
    ['objects', (inner: unknown) => ({ inner })],
] as const) {
    test(`bytes in too deeply nested ${words} are left in place`, () => {
        const nested = (depth: number) => {
            let args: unknown = new ArrayBuffer(1);
            for (let level = 0; level < depth; level++) args = wrap(args);
            return [args];
        };
        assert.equal(takeBinary(nested(60)).buffers.length, 1);
        assert.equal(takeBinary(nested(70)).buffers.length, 0);
    });
}
