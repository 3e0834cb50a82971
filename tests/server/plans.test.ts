import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlans, type Plans } from '../../server/database/plans.ts';

function ask(plans: Plans, text: string, times: number): string | undefined {
    for (let time = 1; time < times; time++) plans.nameOf(text);
    return plans.nameOf(text);
}

test('a statement gets a name at its tenth use, and keeps it', () => {
    const plans = createPlans();
    assert.equal(ask(plans, 'select 1', 9), undefined);
    const name = plans.nameOf('select 1');
    assert.ok(name);
    assert.equal(plans.nameOf('select 1'), name);
});

test('different statements have different names', () => {
    const plans = createPlans();
    assert.notEqual(ask(plans, 'select 1', 10), ask(plans, 'select 2', 10));
});

test('after a change of the tables a statement gets a new name', () => {
    const plans = createPlans();
    const before = ask(plans, 'select 1', 10);
    plans.renew();
    const after = ask(plans, 'select 1', 10);
    assert.ok(after);
    assert.notEqual(after, before);
});

test('at most 100 statements get a name, and no very long ones', () => {
    const plans = createPlans();
    assert.equal(ask(plans, `select '${'x'.repeat(5000)}'`, 20), undefined);
    for (let number = 0; number < 100; number++) assert.ok(ask(plans, `select ${number}`, 10));
    assert.equal(ask(plans, 'select one more', 20), undefined);
    assert.ok(plans.nameOf('select 99'));
});

test('use counts are reset after 1,000 different statements', () => {
    const plans = createPlans();
    ask(plans, 'select 1', 9);
    for (let number = 0; number < 1000; number++) plans.nameOf(`select ${number} from once`);
    assert.equal(plans.nameOf('select 1'), undefined);
});
