import { signIn } from '../server/support.ts';
import { expectStatus } from './support/dashboard.js';
import { test } from './support/test.ts';
import { configure, testPagePath, details } from './support/test_page.js';
test('dbg19', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', {before: async (p) => { p.on('websocket', s => s.on('framereceived', f => { const t = String(f.payload); if (t.includes('unread')) console.log(t.replace(/"lastMessage.*?"subject/, '...').slice(0, 500)); })); }});
    const bloom = await signIn(server, 'usr_bloom');
    const golden = await signIn(server, 'usr_golden');
    await expectStatus(page, 'Online');
    console.log(await page.locator('.thread-item').allInnerTexts());
    for (let number = 0; number < 3; number++) {
        await bloom.send(number % 2 ? 'thd_wedding' : 'thd_tasting', `Bloom ${number}`);
        await page.waitForTimeout(300); console.log(number, await page.evaluate(() => [...document.querySelectorAll('.thread-item')].map(n => n.dataset.conversationId)));
        await golden.send('thd_photos', `Golden ${number}`);
    }
    await page.waitForTimeout(2000);
    console.log(await page.locator('.thread-item').allInnerTexts());
    console.log((await server.store.conversationsOf('usr_alice')).map(c => [c.id, c.participants.find(p => p.userId === 'usr_alice').unread]), await server.store.unreadOf('usr_alice'));
    console.log(await page.locator('.thread-item .badge').allTextContents());
    await page.evaluate(async () => { const url = "/messaging.js"; const s = (await import(url)).default; window.testL = []; s.listenToUserConversations("usr_alice", "customer", l => window.testL.push(l.map(c => c.id + c.unreadCount + c.lastMessage).join("|"))); }); await page.waitForTimeout(500); console.log(await page.evaluate(() => window.testL));
});
test('dbg30', async ({ server, visit }) => {
    const page = await visit(server, { path: testPagePath });
    page.on('request', r => r.url().includes('/api') && console.log(Date.now() % 100000, r.url()));
    page.on('websocket', s => { console.log(Date.now() % 100000, 'ws'); s.on('framesent', f => console.log('>', f.payload)); s.on('framereceived', f => console.log('<', String(f.payload).slice(0, 150)));});
    await configure(page, { user: { id: 'usr_alice' } });
    await page.evaluate((id) => { window.system.initWebSocket(); window.follow(id); }, 'thd_wedding');
    await page.waitForTimeout(3000);
    const person = await signIn(server, 'usr_alice');
    const value = person.cookies.get('token') ?? '';
    console.log('cookie');
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.waitForTimeout(15000);
    console.log(JSON.stringify(await details(page, 'messaging:state')));
});
