import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeConformance } from '../../server/store/conformance.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';

storeConformance('the store in memory', async () => {
    const store = createMemoryStore();
    return { store, close: () => store.close() };
});

test('a returned conversation does not change when more is stored', async () => {
    const store = createMemoryStore();
    const [reader, sender] = ['usr_one', 'usr_two'].map((id) => ({ id, name: id, role: 'any' }));
    assert.ok(reader && sender);
    const participants = [{ ...reader, userId: reader.id }];
    const before = await store.createConversation({ subject: '', participants });
    await store.addMessage({ conversationId: before.id, sender, text: 'Hello' });
    assert.equal(before.participants[0]?.unread, 0);
    assert.equal(await store.unreadOf(reader.id), 1);
});

test('the unread count covers more than 1,000 conversations', async () => {
    const store = createMemoryStore();
    const participants = [{ userId: 'usr_one', name: 'One', role: 'customer' }];
    const sender = { id: 'usr_two', name: 'Two', role: 'supplier' };
    for (let number = 0; number < 1001; number++) {
        const { id } = await store.createConversation({ subject: '', participants });
        await store.addMessage({ conversationId: id, sender, text: 'Hello' });
    }
    assert.equal(await store.unreadOf('usr_one'), 1001);
});
