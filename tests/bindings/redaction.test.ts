// What is kept of the inputs of a core in a trace, and what becomes filler.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Fillers } from '../../bindings/trace/fillers.ts';
import { Redaction } from '../../bindings/trace/redaction.ts';

let redaction: Redaction;
beforeEach(() => {
    redaction = new Redaction();
});

const frame = (text: string) => redaction.text('{"type":"SocketText","socket":1}', text);
const body = (text: string) => redaction.text('{"type":"HttpReplied","request":1}', text);
const bytesOf = (text: string) => Buffer.byteLength(text);

test('a filler is as long as its text in UTF-8 and UTF-16, and the same for the same text', () => {
    const fillers = new Fillers([]);
    for (const text of ['Hello', 'schön', '文字', '🎉👍', ' a b\n', 'x@y.org', '"\\"', '']) {
        const filler = fillers.fill(text);
        assert.equal(filler.length, text.length);
        assert.equal(bytesOf(filler), bytesOf(text));
        assert.equal(JSON.stringify(filler).length, JSON.stringify(text).length);
        assert.equal(fillers.fill(text), filler);
    }
    assert.equal(fillers.fill('  Hello\n'), `  ${fillers.fill('Hello')}\n`);
});

for (const character of [
    'a',
    '\u0080',
    'ä',
    '\u07ff',
    '\u0800',
    '字',
    '\uffff',
    '\u{10000}',
    '😀',
]) {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    test(`a repeated character becomes varied filler of the same length: U+${code}`, () => {
        const text = character.repeat(200);
        const filler = new Fillers([]).fill(text);
        assert.equal(filler.length, text.length);
        assert.equal(bytesOf(filler), bytesOf(text));
        // A character may become itself by chance.
        assert.ok(new Set(filler).size > 10, filler);
    });
}

test('each letter and digit becomes a letter', () => {
    const text = 'AZ az 0123456789';
    assert.match(new Fillers([]).fill(text), /^[a-z ]{16}$/);
});

test('different texts have different fillers, and none equals a taken word', () => {
    const letters = Array.from({ length: 20 }, (_, i) => String.fromCodePoint(0x41 + i));
    const fillers = new Fillers(['a', 'b', 'c']);
    const all = letters.map((letter) => fillers.fill(letter));
    assert.equal(new Set([...all, 'a', 'b', 'c']).size, 23);
});

test('frames that arrived together are redacted one by one', () => {
    const texts = ['42["new_message",{"text":"Hi"}]', '2', '42["news","Jo"]'];
    assert.deepEqual(frame(texts.join('\x1e')).split('\x1e'), texts.map(frame));
});

test('ids, times, counts and structure are kept; texts, names and unknown members are not', () => {
    const text = '{"id":"msg_1","text":"Hi, Jo","seq":7,"createdAt":"2026-01-02T03:04:05Z"}';
    const shown = JSON.parse(body(text));
    assert.deepEqual({ ...shown, text: '' }, { ...JSON.parse(text), text: '' });
    assert.match(shown.text, /^[a-z]{2},[a-z]{3}$/);
    assert.notEqual(shown.text, 'Hi, Jo');
    const unknown = body('{"senderName":"Jo","phone":491234,"rate":-10.5e+2,"ok":true}');
    assert.match(
        unknown,
        /^\{"[a-z]{10}":"[a-z]{2}","[a-z]{5}":111111,"[a-z]{4}":-10\.1e\+1,"ok":true\}$/,
    );
    assert.doesNotMatch(unknown, /senderName|phone|Jo/);
});

test('ids that are names or addresses become filler, the same address always the same', () => {
    const list = JSON.parse(body('{"senderId":"jo@x.org","readBy":["jo@x.org","u2","A B"]}'));
    const input = redaction.input('{"type":"SignIn","userId":"jo@x.org"}');
    assert.match(list.senderId, /^[a-z]{2}@[a-z]\.[a-z]{3}$/);
    assert.notEqual(list.senderId, 'jo@x.org');
    assert.deepEqual(list.readBy.slice(0, 2), [list.senderId, 'u2']);
    assert.notEqual(list.readBy[2], 'A B');
    assert.deepEqual(input, { type: 'SignIn', userId: list.senderId });
    // The values of a list belong to its name, even after an object.
    const mixed = '{"readBy":[{"id":"u1"},"u2",[1,"u3"]],"id":"m1"}';
    assert.equal(body(mixed), mixed);
});

test('the same text becomes the same filler, however it is escaped or padded', () => {
    const { text } = JSON.parse(body('{"text":"schön"}'));
    assert.equal(JSON.parse(body(String.raw`{"message":"sch\u00f6n "}`)).message, `${text} `);
});

test('a packet keeps its numbers, its namespace and the name of its event', () => {
    const said = frame('42/shop,17["chat",{"id":"m1"},"secret"]');
    assert.match(said, /^42\/shop,17\["chat",\{"id":"m1"\},"[a-z]{6}"\]$/);
    assert.doesNotMatch(said, /secret/);
    // An acknowledgement has no event name, and not every first value is one.
    for (const data of ['17["secret"]', '"secret"', '[{"text":"secret"}]', '[["secret"]]']) {
        assert.doesNotMatch(frame(`4${data.startsWith('1') ? 3 : 2}${data}`), /secret/, data);
    }
    assert.match(frame('451-["file",{"_placeholder":true,"num":3}]'), /"file".*"num":3/);
    for (const same of ['2', '3probe', '6', '40', '42', '44']) assert.equal(frame(same), same);
});

test('session ids become filler even if texts are kept', () => {
    redaction.keepsTexts = true;
    const said = frame('0{"sid":"abcdef","pid":"ghijkl","upgrades":["websocket"],"text":"Hi"}');
    assert.doesNotMatch(said, /abcdef|ghijkl/);
    assert.match(said, /"upgrades":\["websocket"\],"text":"Hi"\}$/);
});

test('invalid JSON stays invalid, with its words and numbers masked', () => {
    assert.equal(body('<p>Jo is at 17 Übergang</p>'), '<x>xx xx xx 11 xxxxxxxx</x>');
    assert.equal(body('{"text":"Jo'), '{"xxxx":"xx');
    assert.equal(frame('9Jo'), '9xx');
    assert.equal(frame('43Jo[17]'), '43xx[11]');
    assert.equal(frame('x["Jo"]'), 'x["xx"]');
});

test('a stored message, which is JSON within JSON, is redacted inside', () => {
    const kept = JSON.stringify([
        {
            id: 'cm_1',
            order: 3,
            text: JSON.stringify({ message: 'Hi, Jo', clientMessageId: 'cm_1' }),
        },
    ]);
    const said = redaction.text('{"type":"StorageLoaded","ticket":1}', kept);
    const [record] = JSON.parse(said);
    assert.equal(record.order, 3);
    assert.equal(JSON.parse(record.text).clientMessageId, 'cm_1');
    assert.doesNotMatch(said, /Jo/);
});

test('the word CSRF is kept in an error, but not in a text', () => {
    assert.match(body('{"error":"Bad CSRF for Jo"}'), /^\{"error":"[a-z]{4}CSRF[a-z]{7}"\}$/);
    assert.match(body('{"error":"CSRF of Jo"}'), /^\{"error":"CSRF[a-z]{6}"\}$/);
    assert.doesNotMatch(body('{"text":"Bad CSRF for Jo"}'), /CSRF/);
});

test('a value that is too long for an id becomes filler', () => {
    const [longest, longer] = [512, 513].map((length) => 'x'.repeat(length));
    const said = JSON.parse(body(JSON.stringify({ id: longest, senderId: longer })));
    assert.equal(said.id, longest);
    assert.notEqual(said.senderId, longer);
});

test('times are kept in different formats', () => {
    const text = '{"createdAt":"2026-01-02 03:04:05 +0100","sentAt":"2026-01-02T03:04:05Z"}';
    assert.equal(body(text), text);
});

for (const type of ['Emit', 'Inject']) {
    test(`the event name in an input of the page is kept: ${type}`, () => {
        const said = redaction.text(`{"type":"${type}"}`, '["chat","secret"]');
        assert.match(said, /^\["chat","[a-z]{6}"\]$/);
    });
}

test('the first text of a response is not kept as an event name', () => {
    assert.doesNotMatch(body('["secret"]'), /secret/);
});

test('a sentence in place of an event name is not kept', () => {
    assert.doesNotMatch(frame('42["a secret"]'), /secret/);
});

test('the name of an event has 1 to 64 characters; a longer one is not kept', () => {
    for (const name of ['x', 'x'.repeat(64)]) assert.equal(frame(`42["${name}"]`), `42["${name}"]`);
    const longer = `42["${'x'.repeat(65)}"]`;
    assert.notEqual(frame(longer), longer);
});

test('a text that happens to be JSON is not kept', () => {
    assert.doesNotMatch(body('{"message":"true"}'), /true/);
});

test('the recorded CONNECT payload is left unchanged', () => {
    assert.equal(redaction.text('{"type":"AuthReady","ask":1}', '{xxx}'), '{xxx}');
});

test('if texts are kept, so are ids that are addresses, unknown members and their numbers', () => {
    redaction.keepsTexts = true;
    const input = { type: 'SignIn', userId: 'jo@x.org' };
    assert.deepEqual(redaction.input(JSON.stringify(input)), input);
    const text = '{"phone":491234,"senderName":"Jo"}';
    assert.equal(body(text), text);
});
