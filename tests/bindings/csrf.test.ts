import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CsrfTokens, readCookie, readToken } from '../../bindings/csrf.ts';

const page = globalThis as Record<string, unknown>;
const api = 'https://shop.example/api/messages/c1';

function standOn(origin: string, cookie: string): void {
    page.location = { origin, href: `${origin}/page` };
    page.document = { cookie };
}

afterEach(() => {
    delete page.location;
    delete page.document;
    delete page.__CSRF_TOKEN__;
});

test('a cookie is found by its whole name', () => {
    assert.equal(readCookie('xcsrf=1; csrf=abc; csrfToken=2', 'csrf'), 'abc');
    assert.equal(readCookie('a=b', 'csrf'), '');
    assert.equal(readCookie('', 'csrf'), '');
    assert.equal(readCookie('csrf', 'csrf'), '');
    assert.equal(readCookie('csrfs', 'csrf'), '');
});

test('old-6A-24: a malformed cookie is taken as it stands and throws nothing', () => {
    assert.equal(readCookie('csrf=%E0%A4%A', 'csrf'), '%E0%A4%A');
    assert.equal(readCookie('csrf=a%3Db', 'csrf'), 'a=b');
});

test('the token of a reply goes by either name; anything else is none', () => {
    assert.equal(readToken('{"csrfToken":"t"}'), 't');
    assert.equal(readToken('{"token":"t"}'), 't');
    for (const body of ['', 'null', '[]', '{"csrfToken":7}', '<html>']) {
        assert.equal(readToken(body), '');
    }
});

test('old-6A-24: option, cookie, fetched token and global, in this order', () => {
    standOn('https://shop.example', 'csrf=cookie');
    page.__CSRF_TOKEN__ = 'global';
    let option: string | undefined = 'option';
    const tokens = new CsrfTokens(() => option);
    tokens.keep('{"csrfToken":"kept"}');
    assert.equal(tokens.token(api), 'option');
    option = undefined;
    assert.equal(tokens.token(api), 'cookie');
    standOn('https://shop.example', '');
    assert.equal(tokens.token(api), 'kept');
    tokens.keep('{}');
    assert.equal(tokens.token(api), 'global');
    delete page.__CSRF_TOKEN__;
    assert.equal(tokens.token(api), '');
});

test('the cookie of this page is nothing for another origin', () => {
    standOn('https://page.example', 'csrf=cookie');
    assert.equal(new CsrfTokens(() => undefined).token(api), '');
});

test('without a page there are no cookies', () => {
    assert.equal(new CsrfTokens(() => undefined).token(api), '');
});
