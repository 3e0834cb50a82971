import { storeConformance } from '../../server/store/conformance.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';

storeConformance('the store in memory', async () => {
    const store = createMemoryStore();
    return { store, close: () => store.close() };
});
