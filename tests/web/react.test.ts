// The hooks on a server: they render, and do nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

type Hooks = typeof import('../../web/react.ts');

test('a page with all hooks renders on a server without requests or timers', async (t) => {
    const fetching = t.mock.method(globalThis, 'fetch');
    const timing = t.mock.method(globalThis, 'setTimeout');
    const url = new URL('../../dist/react.js', import.meta.url);
    const hooks: Hooks = await import(url.href);
    const seen: unknown[] = [];
    function Page() {
        const { messages, error } = hooks.useMessages('thd_wedding');
        const { userIds } = hooks.useTyping('thd_wedding');
        const { draft } = hooks.useDraft('thd_wedding');
        seen.push([hooks.useConversations('usr_alice'), messages, userIds, hooks.useConnection()]);
        seen.push([hooks.useConversationsError('usr_alice'), error, hooks.useUnreadCount(), draft]);
        return createElement('p', null, hooks.useMessaging().state);
    }
    assert.equal(renderToString(createElement(Page)), '<p>idle</p>');
    const connection = { state: 'idle', mode: 'none', isConnected: false };
    assert.deepEqual(seen, [
        [undefined, undefined, [], connection],
        [undefined, undefined, undefined, ''],
    ]);
    assert.equal(fetching.mock.callCount() + timing.mock.callCount(), 0);
});

test('rendered pages do not stay in a server’s memory', async () => {
    const url = new URL('../../dist/react.js', import.meta.url);
    const { useDraft, useMessages, useTyping }: Hooks = await import(url.href);
    function Page({ id }: { id: string }) {
        useMessages(id);
        useTyping(id);
        useDraft(id);
        return null;
    }
    const idLength = 10_000;
    const pages = 1000;
    const render = (count: number) => {
        for (let each = 0; each < count; each++) {
            renderToString(createElement(Page, { id: `${each} `.padEnd(idLength, 'x') }));
        }
        setFlagsFromString('--expose-gc');
        runInNewContext('gc')();
        return process.memoryUsage().heapUsed;
    };
    const before = render(1);
    assert.ok(render(pages) - before < (pages * idLength) / 2);
});
