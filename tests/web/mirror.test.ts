import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../bindings/protocol.ts';
import { type Maker, Mirror } from '../../web/mirror.ts';

const maker: Maker<{ id: string; from: unknown; state?: string }> = {
    make: ({ id }, from) => ({ id, from }),
    patch: (object, { id, state }) => ({ ...object, id, ...(state && { state }) }),
};

function ids(mirror: Mirror<{ id: string }>): string {
    return mirror
        .list()
        .map(({ id }) => id)
        .join('');
}

test('changes are applied in order, each to the result of the one before', () => {
    const mirror = new Mirror<{ id: string; from: unknown; state?: string }>();
    mirror.apply(
        [
            ['clear'],
            ['insert', 0, { id: 'b' }, [0]],
            ['insert', 1, { id: 'd' }, [1]],
            ['insert', 0, { id: 'a' }, [2]],
            ['insert', 2, { id: 'c' }, { text: 0 }],
        ],
        maker,
    );
    assert.equal(ids(mirror), 'abcd');
    mirror.apply(
        [
            ['remove', 0],
            ['replace', 0, { id: 'B' }, ['messages', 0]],
            ['patch', 1, { id: 'C', state: 'sent' }],
        ],
        maker,
    );
    assert.deepEqual(mirror.list(), [
        { id: 'B', from: ['messages', 0] },
        { id: 'C', from: { text: 0 }, state: 'sent' },
        { id: 'd', from: [1] },
    ]);
    mirror.apply([['toFront', 1, { id: 'C', state: 'read' }]], maker);
    assert.equal(ids(mirror), 'CBd');
    assert.equal(mirror.list()[0]?.state, 'read');
    mirror.apply([['remove', 1]], maker);
    assert.equal(ids(mirror), 'Cd');
    mirror.apply([['clear']], maker);
    assert.deepEqual(mirror.list(), []);
});

test('a list that was handed out never changes', () => {
    const mirror = new Mirror<{ id: string; from: unknown; state?: string }>();
    mirror.apply([['insert', 0, { id: 'a' }, []]], maker);
    const list = mirror.list();
    mirror.apply([['patch', 0, { id: 'b' }]], maker);
    mirror.apply([['insert', 1, { id: 'c' }, []]], maker);
    assert.deepEqual(list, [{ id: 'a', from: [] }]);
    assert.notEqual(mirror.list(), mirror.list());
});

test('a change beyond the end of the list throws a RangeError', () => {
    const wrong: Change[] = [
        ['remove', 0],
        ['patch', 1, { id: 'x' }],
        ['replace', 0, { id: 'x' }, []],
        ['insert', 1, { id: 'x' }, []],
        ['toFront', 0, { id: 'x' }],
    ];
    for (const change of wrong) {
        assert.throws(() => new Mirror<never>().apply([change], maker as never), RangeError);
    }
});
