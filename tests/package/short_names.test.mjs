// Which names a build may shorten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkShared, privateNames, reached } from '../../scripts/build/short_names.mjs';

test('a name that only its own class says is shortened', () => {
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
    ['a type names it', 'interface Other { waiting?: number }'],
    ['an object is made with it', 'const other = { waiting: 1 }'],
    ['an object is made with it by its name', 'const other = { first, waiting }'],
    ['another object is taken apart', '({ waiting, ...rest }) => waiting'],
    ['it is taken out of another object, or else made', 'const { waiting = 0 } = other'],
    ['it stands in quotes', "'waiting' in other"],
    ['another object has it behind two strokes', "'http://' + other.waiting"],
    ['another class shows it', '\n    waiting(count) {}'],
]) {
    test(`a name stays as it is where ${what}`, () => {
        assert.deepEqual(privateNames(`private waiting = 0; ${use}`), []);
    });
}

for (const [what, source, types] of [
    ['stands in quotes', "'told' in other", ''],
    ['is a member of what pages know', '', 'interface Options { told?: number }'],
]) {
    test(`a name that is shared may not be one that ${what}`, () => {
        checkShared(['told'], 'other.told', 'interface Options { untold: number }');
        assert.throws(() => checkShared(['told'], `${source}`, `${types}`), /others know "told"/);
    });
}

test('a name that is shared may not be one that the elements reach for', () => {
    const [told = ''] = reached('for (const one of system._link.group?.managers ?? []) use(one);');
    checkShared(['system'], '', told);
    for (const name of ['group', 'managers']) {
        assert.throws(() => checkShared([name], '', told), /others know/);
    }
});
