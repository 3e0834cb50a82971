// What the effects of a core show, as the text whose digest ends a trace.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Change, Effect, Path } from '../../bindings/protocol.ts';
import { Picture } from '../../bindings/trace/picture.ts';

const from: Path = [];
let picture: Picture;

beforeEach(() => {
    picture = new Picture();
});

/** The lines of the picture after these effects. */
function shown(...effects: Effect[]): string[] {
    for (const effect of effects) picture.apply(effect);
    assert.equal(String(picture).at(-1), '\n');
    return String(picture).trimEnd().split('\n');
}

const messages = (conversationId: string, changes: Change[], hasOlder = false): Effect => ({
    type: 'Messages',
    conversationId,
    hasOlder,
    changes,
});
const pending = (id: string): Change => [
    'insert',
    0,
    { id, clientMessageId: id, state: 'pending' },
    { text: 1 },
];

/** The ids of a list of `b` and `a` after `changes`. */
function idsAfter(...changes: Change[]): string[] {
    const list: Change[] = [
        ['insert', 0, { id: 'a' }, from],
        ['insert', 0, { id: 'b' }, from],
    ];
    return shown(messages('c1', [...list, ...changes]))
        .slice(3)
        .map((line) => line.replace(/^message (\w+) - -$/, '$1'));
}

test('a core that has told nothing is idle', () => {
    assert.deepEqual(shown(), ['state idle none', 'unread -']);
    assert.equal(picture.connection, 'idle none');
});

test('the last state and the last count are shown', () => {
    const state = { type: 'State', state: 'online', mode: 'websocket' } as Effect;
    const counts = [3, 2].map((count): Effect => ({ type: 'Unread', count }));
    assert.deepEqual(shown(state, ...counts), ['state online websocket', 'unread 2']);
    assert.equal(picture.connection, 'online websocket');
});

test('an effect that changes nothing on the page is not shown', () => {
    const log: Effect = { type: 'Log', level: 'info', message: 'x' };
    assert.deepEqual(shown(log), ['state idle none', 'unread -']);
});

test('conversations are shown with the counts that the core has changed', () => {
    const changes: Change[] = [
        ['insert', 0, { id: 'c1' }, from],
        ['insert', 1, { id: 'c2', unreadCount: 4 }, from],
        ['toFront', 1, { id: 'c2', unreadCount: 0 }],
    ];
    assert.deepEqual(shown({ type: 'Conversations', changes }).slice(2), [
        'conversation c2 0',
        'conversation c1 -',
    ]);
});

test('a count stays as long as no change names another', () => {
    const changes: Change[] = [
        ['insert', 0, { id: 'c1', unreadCount: 4 }, from],
        ['patch', 0, { id: 'c1' }],
    ];
    assert.deepEqual(shown({ type: 'Conversations', changes }).slice(2), ['conversation c1 4']);
});

test('a message keeps its client id and state until a change names others', () => {
    const told = shown(
        messages('c1', [pending('cm_1'), ['patch', 0, { id: 'm1' }]]),
        messages('c1', [['insert', 0, { id: 'm0', state: 'sent' }, from]]),
    );
    assert.deepEqual(told.slice(3), ['message m0 - sent', 'message m1 cm_1 pending']);
});

test('messages are shown by conversation, with whether there are older ones', () => {
    const told = shown(
        messages('c1', [pending('cm_1')], true),
        messages('c2', []),
        messages('c1', [['patch', 0, { id: 'm1', state: 'sent' }]]),
    );
    assert.deepEqual(told.slice(2), [
        'messages c1 false',
        'message m1 cm_1 sent',
        'messages c2 false',
    ]);
});

for (const [change, ids] of [
    [['clear'], []],
    [
        ['insert', 1, { id: 'c' }, from],
        ['b', 'c', 'a'],
    ],
    [
        ['replace', 1, { id: 'c' }, from],
        ['b', 'c'],
    ],
    [
        ['patch', 0, { id: 'c' }],
        ['c', 'a'],
    ],
    [['remove', 0], ['a']],
    [
        ['toFront', 1, { id: 'c' }],
        ['c', 'b'],
    ],
] as Array<[Change, string[]]>) {
    test(`a change of a list shows as it does on the page: ${change[0]}`, () => {
        assert.deepEqual(idsAfter(change), ids);
    });
}
