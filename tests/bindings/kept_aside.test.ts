// Suspended pages (frozen or cached) hold no lock, and rejoin their group when they are back.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { closeBrowser, groupName, locks, openBrowser, openTwo, settled, Tab } from './tabs.ts';

beforeEach(openBrowser);
afterEach(closeBrowser);

for (const [away, back] of [
    ['PageHidden', 'PageShown'],
    ['Frozen', 'Resumed'],
] as const) {
    test(`a suspended leader gives up the lead and follows when it is back: ${away}`, async () => {
        const [first, second] = await openTwo();
        first.host.feed({ type: away });
        await settled();
        assert.equal(second.cores, 1);
        assert.equal(locks.names.length, 2);
        first.ask(1);
        assert.deepEqual(first.answered(), []);
        first.host.feed({ type: back });
        await settled();
        assert.deepEqual([first.cores, first.answered()], [1, [1]]);
        assert.equal(first.host.isShared, true);
    });

    test(`a page that was not suspended does not join its group again: ${back}`, async () => {
        const [first] = await openTwo();
        first.host.feed({ type: back });
        await settled();
        assert.equal(locks.waiting(groupName), 1);
        assert.equal(locks.names.length, 3);
        assert.deepEqual(first.take(), ['Visible']);
    });
}

test('a page that does not share keeps its core when it is suspended', () => {
    const tab = new Tab(undefined).start();
    tab.host.feed({ type: 'PageHidden' });
    tab.host.feed({ type: 'PageShown' });
    assert.deepEqual(tab.take(), ['Visible', 'PageHidden', 'PageShown']);
});

test('a follower sends its wishes to the leader again when it is back', async () => {
    const [first, second] = await openTwo({ type: 'Connect' });
    second.host.feed({ type: 'PageHidden' });
    await settled();
    second.host.feed({ type: 'PageShown' });
    await settled();
    second.ask(1);
    await settled();
    assert.deepEqual([second.cores, second.takeUps, second.answered()], [0, 2, [1]]);
    const wanted = ['Visible', 'Connect', 'Disconnect', 'Connect', 'Fetch'];
    assert.deepEqual(first.take(), wanted);
});

test('a page that is suspended while its code loads gets a core once it is back', async () => {
    const tab = new Tab(groupName);
    await settled();
    tab.host.feed({ type: 'PageHidden' });
    tab.start();
    await settled();
    assert.deepEqual([tab.cores, locks.names], [0, []]);
    tab.host.feed({ type: 'PageShown' });
    await settled();
    assert.equal(tab.cores, 1);
});
