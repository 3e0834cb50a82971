import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFullTimestamp, formatTimestamp, readTimestamp } from '../../web/timestamps.ts';

const now = Date.parse('2026-02-05T12:00:00Z');
const ago = (ms: number) => formatTimestamp(new Date(now - ms), undefined, now);

test('ages up to a week are written in words', () => {
    assert.equal(ago(0), 'Just now');
    assert.equal(ago(59_999), 'Just now');
    assert.equal(ago(60_000), '1m ago');
    assert.equal(ago(3_599_999), '59m ago');
    assert.equal(ago(3_600_000), '1h ago');
    assert.equal(ago(86_399_999), '23h ago');
    assert.equal(ago(86_400_000), '1d ago');
    assert.equal(ago(604_799_999), '6d ago');
    assert.equal(ago(604_800_000), new Date(now - 604_800_000).toLocaleDateString());
});

test('old-6A-16: the future is "Just now", and an invalid time is empty', () => {
    assert.equal(ago(-60_000), 'Just now');
    for (const nothing of [null, undefined, '', 0, 'soon', {}, Number.NaN, { seconds: 'x' }]) {
        assert.equal(formatTimestamp(nothing), '');
        assert.equal(formatFullTimestamp(nothing), '');
    }
});

test('every form of a timestamp is read', () => {
    const seconds = now / 1000;
    for (const time of [now, new Date(now), '2026-02-05T12:00:00Z', { seconds, nanoseconds: 1 }]) {
        assert.equal(readTimestamp(time)?.getTime(), now);
    }
});

test('old-6A-16: the full form has no seconds', () => {
    const text = formatFullTimestamp('2026-02-05T12:34:56');
    assert.match(text, /34/);
    assert.doesNotMatch(text, /56/);
    assert.match(text, /2026/);
});

test('ages use the given strings', () => {
    const strings = {
        online: '',
        offline: '',
        typing: '',
        userTyping: '',
        justNow: 'eben',
        minutesAgo: 'vor {n} min',
        hoursAgo: 'vor {n} h',
        daysAgo: 'vor {n} t',
    };
    assert.equal(formatTimestamp(now - 120_000, strings, now), 'vor 2 min');
});
