// What happens to a shared core when its tab leaves, hangs or is hidden.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Input } from '../../bindings/protocol.ts';
import {
    answerMs,
    closeBrowser,
    groupName,
    hang,
    hiddenMs,
    locks,
    openBrowser,
    openThree,
    openTwo,
    settled,
    Tab,
    wait,
} from './tabs.ts';

beforeEach(openBrowser);
afterEach(closeBrowser);

const connect: Input = { type: 'Connect' };
const hidden: Input = { type: 'Hidden' };
const visible: Input = { type: 'Visible' };

/** Ends the process of a leading tab, which sends nothing any more. */
function crash(tab: Tab): void {
    hang(tab);
    locks.end(groupName);
}

test('when the leader leaves, the next tab starts a core with the wishes of its page', async () => {
    const [first, second] = await openTwo(connect);
    first.close();
    await settled();
    assert.deepEqual([second.cores, second.takeUps], [1, 2]);
    assert.deepEqual(second.take(), ['Visible', 'Connect']);
});

test('when the leader crashes, the next tab starts a core', async () => {
    const [first, second] = await openTwo();
    crash(first);
    await settled();
    assert.equal(second.cores, 1);
    second.ask(3);
    assert.deepEqual(second.answered(), [3]);
});

test('a third tab follows the new leader and sends it its wishes', async () => {
    const [first, second, third] = await openThree(connect);
    first.close();
    await settled();
    assert.deepEqual([second.cores, third.cores, third.takeUps], [1, 0, 2]);
    assert.deepEqual(second.take(), ['Visible', 'Connect']);
    third.ask(4);
    await settled();
    assert.deepEqual(third.answered(), [4]);
});

test('a call made while no tab leads reaches the next leader once', async () => {
    const [first, second, third] = await openThree();
    const { received } = third.host;
    third.host.received = (message, from) => {
        received.call(third.host, message, from);
        if (message.type === 'left') third.ask(4);
    };
    first.close();
    await settled();
    assert.deepEqual(third.answered(), [4]);
    assert.equal(second.take().filter((type) => type === 'Fetch').length, 1);
});

test('a leader that does not answer a call within a second is deposed by the caller', async () => {
    const [first, second] = await openTwo();
    hang(first);
    second.ask(1);
    await wait(answerMs - 1);
    assert.equal(second.cores, 0);
    await wait(1);
    assert.equal(second.cores, 1);
});

test('messages of other tabs do not count as an answer of the leader', async () => {
    const [first, second, third] = await openThree();
    hang(first);
    second.ask(1);
    third.ask(2);
    await settled();
    await wait(answerMs);
    assert.equal(second.cores + third.cores, 1);
});

test('a deposed leader ends its core at once', async () => {
    const [first, second] = await openTwo();
    hang(first);
    second.ask(1);
    await wait(answerMs);
    first.take();
    first.ask(2);
    assert.deepEqual([first.take(), first.answered()], [[], []]);
});

test('a deposed leader that resumes follows the new one, without a core', async () => {
    const [first, second] = await openTwo();
    const goOn = hang(first);
    second.ask(1);
    await wait(answerMs);
    goOn();
    await settled();
    first.take();
    first.ask(2);
    await settled();
    assert.deepEqual(first.answered(), [2]);
    assert.deepEqual([first.take(), first.cores, second.cores], [[], 1, 1]);
});

test('the lead can return to an earlier leader, which the other tab then follows', async () => {
    const [first, second] = await openTwo(connect);
    const firstGoesOn = hang(first);
    second.ask(1);
    await wait(answerMs);
    firstGoesOn();
    await settled();
    const secondGoesOn = hang(second);
    first.ask(2);
    await wait(answerMs);
    first.take();
    secondGoesOn();
    await settled();
    assert.deepEqual(first.take(), ['Connect']);
    second.take();
    second.ask(3);
    await settled();
    assert.deepEqual([second.take(), second.answered()], [[], [3]]);
});

test('a deposed leader does not tell a new tab that it leads', async () => {
    const [first, second] = await openTwo();
    const goOn = hang(first);
    second.ask(1);
    await wait(answerMs);
    goOn();
    const third = new Tab(groupName).start();
    await settled();
    assert.equal(third.takeUps, 1);
});

test('a leader that answers is not deposed', async () => {
    const [first, second] = await openTwo();
    second.ask(1);
    await settled();
    await wait(10 * answerMs);
    assert.deepEqual([first.cores, second.cores], [1, 0]);
    assert.deepEqual(second.answered(), [1]);
});

test('a hidden tab does not depose a leader until it becomes visible', async () => {
    const first = new Tab(groupName).start();
    await settled();
    hang(first);
    const second = new Tab(groupName);
    second.host.feed(hidden);
    second.start();
    await settled();
    await wait(10 * answerMs);
    assert.equal(second.cores, 0);
    second.host.feed(visible);
    await wait(answerMs);
    assert.equal(second.cores, 1);
});

test('a hidden leader hands over to a visible tab after five seconds', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    await wait(hiddenMs - 1);
    assert.equal(second.cores, 0);
    await wait(1);
    assert.equal(second.cores, 1);
    await wait(answerMs);
    first.take();
    first.ask(1);
    await settled();
    assert.deepEqual([first.take(), first.answered()], [[], [1]]);
});

test('calls do not delay the handover of a hidden leader', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    for (let waited = 0; waited < hiddenMs; waited += 1000) {
        assert.equal(second.cores, 0);
        second.ask(waited);
        await settled();
        await wait(1000);
    }
    assert.equal(second.cores, 1);
});

test('during a handover, the old core ends before the new one starts', async () => {
    const [first, second] = await openTwo();
    const order: string[] = [];
    const { takeUp } = second;
    second.takeUp = () => {
        first.ask(9);
        order.push(first.answered().includes(9) ? 'two cores' : 'one core');
        takeUp.call(second);
    };
    first.host.feed(hidden);
    await wait(hiddenMs);
    assert.deepEqual(order, ['one core']);
});

test('a leader that becomes visible again in time keeps the core', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    await wait(hiddenMs - 1);
    first.host.feed(visible);
    await wait(hiddenMs);
    assert.deepEqual([first.cores, second.cores], [1, 0]);
});

test('a hidden leader keeps the core if the other tab is hidden, too', async () => {
    const [first, second] = await openTwo();
    second.host.feed(hidden);
    first.host.feed(hidden);
    await settled();
    await wait(2 * hiddenMs);
    assert.deepEqual([first.cores, second.cores], [1, 0]);
});

test('a hidden leader keeps the core if the visible tab closes meanwhile', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    await wait(hiddenMs - 1);
    second.close();
    await settled();
    await wait(1);
    first.ask(1);
    assert.deepEqual([first.cores, first.answered()], [1, [1]]);
});

test('a hidden leader hands over to a tab that becomes visible later', async () => {
    const [first, second] = await openTwo();
    second.host.feed(hidden);
    await settled();
    first.host.feed(hidden);
    second.host.feed(visible);
    await settled();
    await wait(hiddenMs);
    assert.equal(second.cores, 1);
});

test('a hidden leader that is deposed before its time does not hand over', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    hang(first);
    second.ask(1);
    await wait(answerMs);
    await wait(hiddenMs);
    assert.deepEqual([first.cores, second.cores], [1, 1]);
});

test('one of several visible tabs takes over, and the others follow it', async () => {
    const [first, second, third] = await openThree();
    first.host.feed(hidden);
    await wait(hiddenMs);
    assert.deepEqual([second.cores, third.cores], [1, 0]);
    third.ask(1);
    await settled();
    assert.deepEqual(third.answered(), [1]);
});

test('a call made during a handover reaches the new leader', async () => {
    const [first, , third] = await openThree();
    const { received } = third.host;
    third.host.received = (message, from) => {
        received.call(third.host, message, from);
        if (message.type === 'take') third.ask(4);
    };
    first.host.feed(hidden);
    await wait(hiddenMs);
    assert.deepEqual(third.answered(), [4]);
});

test('if the tab that should take over does not, the leader starts a core again', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    await settled();
    hang(second);
    await wait(hiddenMs);
    assert.equal(first.cores, 1);
    await wait(answerMs);
    assert.deepEqual([first.cores, second.cores], [2, 0]);
    first.ask(1);
    assert.deepEqual(first.answered(), [1]);
});

test('a leader that becomes visible during a failed handover starts a core again', async () => {
    const [first, second] = await openTwo();
    first.host.feed(hidden);
    await settled();
    hang(second);
    await wait(hiddenMs);
    first.host.feed(visible);
    await wait(answerMs);
    first.ask(1);
    assert.deepEqual([first.cores, first.answered()], [2, [1]]);
});

test('the end of a follower changes nothing for other followers', async () => {
    const [, second] = await openTwo();
    const third = new Tab(groupName).start();
    await settled();
    third.close();
    await settled();
    assert.equal(second.takeUps, 1);
});

test('a leader ignores another tab that claims to lead', async () => {
    const first = new Tab(groupName).start();
    await settled();
    const other = new BroadcastChannel(groupName);
    other.postMessage({ type: 'leads', from: 'one that led before' });
    await settled();
    other.close();
    first.ask(1);
    assert.deepEqual([first.cores, first.takeUps, first.answered()], [1, 1, [1]]);
});

test("a closed tab's wishes end with it", async () => {
    const [first, second] = await openTwo({ type: 'OpenConversation', conversationId: 'c1' });
    first.take();
    second.close();
    await settled();
    assert.deepEqual(first.take(), ['CloseConversation']);
});

test('a leader that leaves its group keeps its core, and the next tab starts one', async () => {
    const [first, second] = await openTwo();
    first.host.leave();
    await settled();
    assert.deepEqual([first.cores, second.cores], [1, 1]);
    first.ask(1);
    second.ask(2);
    assert.deepEqual([first.answered(), second.answered()], [[1], [2]]);
});

test('a destroyed tab neither deposes a leader nor hands over', async () => {
    const [first, second, third] = await openThree();
    hang(first);
    second.ask(1);
    second.close();
    first.host.feed(hidden);
    first.close();
    await wait(2 * hiddenMs);
    assert.deepEqual([first.cores, second.cores, third.cores], [1, 0, 1]);
    assert.deepEqual(third.take(), ['Visible']);
});

test('a tab whose code has not loaded does not follow a new leader', async () => {
    const [first] = await openTwo();
    const late = new Tab(groupName);
    await settled();
    first.close();
    await settled();
    assert.equal(late.takeUps, 0);
});

test('a destroyed page that is shown again does not join its group', async () => {
    const [first, second] = await openTwo();
    for (const tab of [first, second]) {
        tab.close();
        tab.host.feed({ type: 'PageShown' });
    }
    await settled();
    assert.deepEqual(locks.names, []);
});
