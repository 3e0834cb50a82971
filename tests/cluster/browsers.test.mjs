import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveries, reads, sendAll, typing } from '../bench/delivery/pages.mjs';
import { startApart } from '../bench/delivery/servers.mjs';

test('browsers at two servers exchange messages, typing and receipts', async (t) => {
    const apart = await startApart();
    t.after(() => apart.close());
    const [alice, bloom] = apart.people;
    const begun = await Promise.all([
        sendAll(alice.page, 'alice', 5),
        sendAll(bloom.page, 'bloom', 5),
    ]);
    const delays = {
        there: await deliveries(bloom.page, 'alice', begun[0]),
        back: await deliveries(alice.page, 'bloom', begun[1]),
        typing: await typing(alice.page, bloom.page, 10),
        reads: await reads(alice, bloom, 3),
    };
    for (const [name, all] of Object.entries(delays)) {
        t.diagnostic(`${name}: ${all.map((ms) => ms.toFixed(0)).join(', ')} ms`);
        assert.ok(all.every((ms) => ms > 0));
    }
});
