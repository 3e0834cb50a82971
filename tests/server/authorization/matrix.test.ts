// Every route and event x every kind of user, against a real server. The routes come from the
// application and the events from its handlers: one without a rule fails.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { handlers } from '../../../server/realtime/events.ts';
import { routesOf } from './routes.ts';
import { elsewhere, eventRows, people, type Rule, routeRows, rules, type Who } from './rules.ts';
import { type Seen, type Stage, setStage, tryEvent, tryRoute } from './stage.ts';

const nowhere = 'thd_nowhere';

let stage: Stage;
before(async () => {
    stage = await setStage();
});
after(() => stage.server.close());

test('every route of the application has a rule, and every rule a route', () => {
    const ruled = new Set(routeRows.map(({ route }) => route));
    assert.deepEqual([...ruled].sort(), [...new Set(routesOf(stage.server.app))].sort());
});

test('every event with a handler has a rule, and every rule an event', () => {
    const ruled = new Set(eventRows.map(({ event }) => event));
    assert.deepEqual([...ruled].sort(), Object.keys(handlers).sort());
});

test('every route with a conversation id has a rule for an unknown conversation', () => {
    const naming = routeRows.filter(({ route }) => route.includes(':conversationId'));
    assert.deepEqual(
        naming.filter(({ rule }) => !elsewhere[rule]),
        [],
    );
});

type Trial = (who: Who, conversation?: string) => Promise<Seen>;

function testRow(name: string, rule: Rule, trial: Trial): void {
    for (const [index, who] of people.entries()) {
        const expected = rules[rule][index];
        test(`${name} by ${who}: ${expected}`, async () => {
            assert.ok(expected, 'This cell is not declared');
            assert.equal((await trial(who)).outcome, expected);
        });
    }
    const unknown = elsewhere[rule];
    if (!unknown) return;
    for (const [index, who] of people.entries()) {
        const expected = rules[unknown][index];
        test(`${name} of an unknown conversation by ${who}: ${expected}`, async () => {
            assert.ok(expected, 'This cell is not declared');
            assert.equal((await trial(who, nowhere)).outcome, expected);
        });
    }
    test(`${name}: a stranger cannot tell a foreign conversation from an unknown one`, async () => {
        const [real, none] = [await trial('stranger'), await trial('stranger', nowhere)];
        assert.deepEqual(real.answer, none.answer);
    });
}

for (const row of routeRows) {
    testRow(`${row.route} (${row.rule})`, row.rule, (who, conversation) =>
        tryRoute(stage, row, who, conversation),
    );
}

for (const row of eventRows) {
    const name = `${row.event}${row.joined ? ' in the room' : ''} (${row.rule})`;
    testRow(name, row.rule, (who, conversation) => tryEvent(stage, row, who, conversation));
}
