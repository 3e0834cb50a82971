// Drafts: whose they are, and when they are deleted.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { clearDrafts, draftOf, setDraft } from '../../web/drafts.ts';
import type { Link } from '../../web/link.ts';

const page = globalThis as Record<string, unknown>;

/** A Storage whose keys are its own properties, as in a browser. */
class Store {
    getItem(key: string): string | null {
        return ((this as Record<string, unknown>)[key] as string | undefined) ?? null;
    }

    setItem(key: string, value: string): void {
        Object.assign(this, { [key]: value });
    }

    removeItem(key: string): void {
        Reflect.deleteProperty(this, key);
    }
}

beforeEach(() => {
    page.localStorage = new Store();
});
afterEach(() => {
    delete page.localStorage;
});

const linkOf = (userId: string, options: Link['options'] = {}) => ({ options, userId }) as Link;
const ann = linkOf('u1');

test('a draft belongs to one user and one conversation', () => {
    setDraft(ann, 'c1', 'begun');
    assert.equal(draftOf(ann, 'c1'), 'begun');
    assert.equal(draftOf(ann, 'c2'), '');
    assert.equal(draftOf(linkOf('u2'), 'c1'), '');
});

test('an empty draft removes the stored one', () => {
    setDraft(ann, 'c1', 'begun');
    setDraft(ann, 'c1', '');
    assert.deepEqual(Object.keys(page.localStorage as object), []);
});

test('no draft is stored without a user', () => {
    const nobody = linkOf('');
    setDraft(nobody, 'c1', 'begun');
    assert.equal(draftOf(nobody, 'c1'), '');
    assert.deepEqual(Object.keys(page.localStorage as object), []);
});

test('before the core knows the user, drafts use the option or the page’s storage', () => {
    setDraft(linkOf('', { user: { id: 'u1' } }), 'c1', 'begun');
    assert.equal(draftOf(ann, 'c1'), 'begun');
    (page.localStorage as Store).setItem('user', '{"id":"u1"}');
    assert.equal(draftOf(linkOf(''), 'c1'), 'begun');
});

test('clearDrafts removes all drafts of its user and nothing else', () => {
    const others = ['u10', 'u', 'u1:c', 'u2'].map((id) => linkOf(id));
    for (const link of [ann, ...others]) setDraft(link, 'c1', 'begun');
    setDraft(ann, 'c2', 'begun, too');
    (page.localStorage as Store).setItem('theme', 'dark');
    clearDrafts('u1');
    assert.deepEqual([draftOf(ann, 'c1'), draftOf(ann, 'c2')], ['', '']);
    for (const link of others) assert.equal(draftOf(link, 'c1'), 'begun');
    assert.equal((page.localStorage as Store).getItem('theme'), 'dark');
});

test('without localStorage there are no drafts and no errors', () => {
    page.localStorage = undefined;
    setDraft(ann, 'c1', 'begun');
    assert.equal(draftOf(ann, 'c1'), '');
    clearDrafts('u1');
});
