import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { attachmentsOf } from '../../web/dom/attachments.ts';
import { english } from '../../web/elements/english.ts';
import { rowsOf } from '../../web/elements/message_rows.ts';
import { Words } from '../../web/elements/words.ts';
import { toMessage } from '../../web/page_objects.ts';
import type { Language } from '../../web/strings.ts';

const folder = new URL('../../web/strings/', import.meta.url);
const languages: Language[] = await Promise.all(
    readdirSync(folder).map(async (name) => (await import(new URL(name, folder).href)).default),
);

// Node 20 has no navigator; later versions have the machine's languages in theirs.
const value = { languages: ['en-GB', 'nl'] };
Object.defineProperty(globalThis, 'navigator', { configurable: true, value });

test('the built elements can be imported without a document', async () => {
    const built = new URL('../../dist/elements.js', import.meta.url).href;
    const { MessagingThreadElement, setStrings } = await import(built);
    assert.equal(typeof MessagingThreadElement, 'function');
    assert.doesNotThrow(() => setStrings({ send: 'Go' }));
});

test('every language has the same placeholders as English', () => {
    assert.deepEqual(languages.map(({ language }) => language).sort(), ['ar', 'de', 'es', 'fr']);
    const wordsOf = (text: unknown) => [...String(text).matchAll(/\{\w+\}/g)].join();
    for (const strings of languages) {
        for (const [name, text] of Object.entries(english)) {
            const other: unknown = strings[name as keyof Language];
            if (typeof text === 'string') {
                assert.equal(typeof other, 'string', name);
                assert.equal(wordsOf(other), wordsOf(text), `${strings.language}: ${name}`);
            }
        }
        assert.equal(wordsOf(strings.polling), '{interval}');
    }
});

test('every language has exactly the plural forms of its rules', () => {
    for (const { language, unread, newMessages } of languages) {
        const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
        for (const forms of [unread, newMessages]) {
            assert.deepEqual(Object.keys(forms).sort(), [...pluralCategories].sort(), language);
        }
    }
});

test('a number selects its plural form and is formatted for the language', () => {
    const arabic = languages.find(({ language }) => language === 'ar');
    const words = new Words(arabic);
    const told = [0, 1, 2, 3, 11, 100].map((n) => words.count('unread', n).replace(/\d/g, '#'));
    assert.equal(new Set(told).size, 6);
    assert.equal(new Words().count('newMessages', 1), '1 new message');
    const german = languages.find(({ language }) => language === 'de');
    assert.equal(new Words(german).count('newMessages', 1234), '1.234 neue Nachrichten');
});

test('days are written in the language of the texts, and own texts take precedence', () => {
    const now = new Date(2026, 5, 12, 12);
    const on = (day: number) => new Date(2026, 5, day, 9);
    const german = new Words(languages.find(({ language }) => language === 'de'));
    const told = [12, 11, 9, 1].map((day) => german.day(on(day), now));
    assert.deepEqual(told, ['Heute', 'Gestern', 'Dienstag', '1. Juni']);
    assert.equal(german.day(new Date(2025, 5, 1), now), '1. Juni 2025');
    assert.equal(new Words().day(on(1), now), '1 June', 'the region of the reader');
    assert.equal(german.brief(on(1), now), '1. Juni');
    assert.equal(german.brief(new Date(2025, 11, 31), now), '31. Dez. 2025', 'another year');
    const own = new Words({ send: 'Abschicken' }, { send: 'Ab damit' });
    assert.equal(own.text('send'), 'Ab damit');
    assert.equal(own.text('retry'), 'Retry');
});

const message = (fields: object) => toMessage({ senderId: 'a', ...fields }, {}, 'thread');

test('attachment URLs are resolved, bad ones become empty, and at most 20 are kept', () => {
    const base = 'https://shop.example/messages';
    const urls = (attachments: unknown) => attachmentsOf(attachments, base).map(({ url }) => url);
    const bad = ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,a', 'file:///a'];
    assert.deepEqual(urls(bad), ['', '', '', '']);
    assert.deepEqual(urls(['vbscript:a', 'http://', { href: 'menu.pdf' }]), [
        '',
        '',
        'https://shop.example/menu.pdf',
    ]);
    assert.deepEqual(urls('https://a.example'), []);
    assert.deepEqual(urls([null, 5, {}]), []);
    assert.equal(urls(Array.from({ length: 50 }, () => '/a')).length, 20);
});

test('an attachment is an image by its type or file extension, and has a file name', () => {
    const attachments = [
        { url: 'blob:https://a.example/1', mimeType: 'image/png' },
        '/files/r%C3%A9sum%C3%A9.JPG?size=1',
        { link: '/a.html', type: 'text/html', filename: 'Plan' },
    ];
    const found = attachmentsOf(attachments, 'https://a.example');
    assert.deepEqual(
        found.map(({ isImage }) => isImage),
        [true, true, false],
    );
    assert.deepEqual(
        found.slice(1).map(({ name }) => name),
        ['résumé.JPG', 'Plan'],
    );
});

test('messages of one sender within minutes form a block, and each day starts with a row', () => {
    const at = (day: number, minute: number, senderId = 'a') =>
        message({
            id: `${day} ${minute}`,
            senderId,
            createdAt: new Date(2026, 0, day, 9, minute).toISOString(),
        });
    const list = [at(1, 0), at(1, 1), at(1, 2, 'b'), at(1, 9, 'b'), at(2, 0, 'b')];
    const rows = rowsOf(
        list,
        ({ senderId }) => senderId === 'a',
        () => '',
    );
    const picture = rows.map((row) =>
        row.kind === 'day' ? 'day' : [row.own, row.first, row.last].map(Number).join(''),
    );
    assert.deepEqual(picture, ['day', '110', '101', '011', '011', 'day', '011']);
});
