// Which names a build may shorten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkShared, privateNames, reached } from '../../scripts/build/short_names.mjs';

test('a name that only its own class uses is shortened', () => {
    const code = `
    private readonly waiting: number[] = [];
    private async work(): Promise<void> {
        const { waiting } = this;
        this.waiting = waiting;
    }`;
    assert.deepEqual(privateNames(code), ['waiting', 'work']);
});

for (const [what, use] of [
    ['another object has it', 'other.waiting'],
    ['an interface declares it', 'interface Other { waiting?: number }'],
    ['an object literal has it', 'const other = { waiting: 1 }'],
    ['an object literal has it as a shorthand', 'const other = { first, waiting }'],
    ['a parameter is destructured by it', '({ waiting, ...rest }) => waiting'],
    ['another object is destructured by it, with a default', 'const { waiting = 0 } = other'],
    ['it is quoted', "'waiting' in other"],
    ['another object has it after two slashes', "'http://' + other.waiting"],
    ['another class has it as a public method', '\n    waiting(count) {}'],
]) {
    test(`a name is not shortened where ${what}`, () => {
        assert.deepEqual(privateNames(`private waiting = 0; ${use}`), []);
    });
}

for (const [what, source, types] of [
    ['is quoted', "'told' in other", ''],
    ['is a member of a public type', '', 'interface Options { told?: number }'],
]) {
    test(`a shared name may not be one that ${what}`, () => {
        checkShared(['told'], 'other.told', 'interface Options { untold: number }');
        assert.throws(() => checkShared(['told'], `${source}`, `${types}`), /others know "told"/);
    });
}

test('a shared name may not be one that the elements access', () => {
    const [told = ''] = reached('for (const one of system._link.group?.managers ?? []) use(one);');
    checkShared(['system'], '', told);
    for (const name of ['group', 'managers']) {
        assert.throws(() => checkShared([name], '', told), /others know/);
    }
});
