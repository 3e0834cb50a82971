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

test('old-6A-24: a cookie value is decoded; a malformed one is returned as it is', () => {
    assert.equal(readCookie('csrf=%E0%A4%A', 'csrf'), '%E0%A4%A');
    assert.equal(readCookie('csrf=a%3Db', 'csrf'), 'a=b');
});

test('the token is read from "csrfToken" or "token"; any other body has none', () => {
    assert.equal(readToken('{"csrfToken":"t"}'), 't');
    assert.equal(readToken('{"token":"t"}'), 't');
    for (const body of ['', 'null', '[]', '{"csrfToken":7}', '<html>']) {
        assert.equal(readToken(body), '');
    }
});

test('old-6A-24: the token is the option, cookie, fetched token or global, in this order', () => {
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

test('a global that is no string, such as an element of that name, is no token', () => {
    page.__CSRF_TOKEN__ = {};
    assert.equal(new CsrfTokens(() => undefined).token(api), '');
});

test('the cookie of the page is not used for another origin', () => {
    standOn('https://page.example', 'csrf=cookie');
    assert.equal(new CsrfTokens(() => undefined).token(api), '');
});

test('outside a page, no cookie is used', () => {
    assert.equal(new CsrfTokens(() => undefined).token(api), '');
});
