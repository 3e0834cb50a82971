import { ask, equal, sleep, until, visits, wedding } from '../stage.js';

/** @param {import('../stage.js').Stage} stage */
const forgets = ({ variant }) => variant === 'no-storage' || variant === 'storage-throws';

/** The number of unsent messages in IndexedDB. @returns {Promise<number>} */
const kept = () =>
    new Promise((resolve, reject) => {
        const request = indexedDB.open('messaging');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
            const all = request.result.transaction('outbox').objectStore('outbox').getAll();
            all.onsuccess = () => {
                request.result.close();
                resolve(all.result.length);
            };
        };
    });

/** @type {readonly import('../stage.js').Check[]} */
export const storageChecks = [
    {
        name: 'an unsent message survives a reload and is sent once, or the page is warned',
        async run(stage) {
            const { system, follow, details } = stage;
            const visit = visits();
            const followed = await follow();
            if (visit === 1) {
                await ask('holdSends', true);
                system.sendMessage(wedding, { message: 'Unsent' }).catch(() => {});
                await until('the unsent message', () => followed.texts.includes('Unsent'));
                if (forgets(stage)) {
                    const codes = () => details('messaging:error').map(({ code }) => code);
                    await until('a word', () => codes().includes('memory_only'));
                    await ask('holdSends', false);
                    await until('the sending', async () => (await ask('stored')).length === 4);
                    return 'kept in memory, and said so';
                }
                await until('a copy', async () => (await kept()) === 1);
                location.reload();
                return new Promise(() => {});
            }
            equal(visit, 2, 'visits');
            await until('the unsent message', () => followed.texts.includes('Unsent'));
            await ask('holdSends', false);
            await until('the sending', async () => (await ask('stored')).includes('Unsent'));
            await until('no copy', async () => (await kept()) === 0);
            await sleep(300);
            const stored = (await ask('stored')).filter(
                (/** @type {string} */ t) => t === 'Unsent',
            );
            equal(stored.length, 1, 'times that it is stored');
            return 'sent after the reload';
        },
    },
    {
        name: 'a draft survives a reload, and signing out deletes it',
        async run({ system, connect }) {
            const visit = visits();
            await connect();
            if (visit === 1) {
                system.setDraft(wedding, 'Dear all');
                location.reload();
                return new Promise(() => {});
            }
            equal(system.draft(wedding), 'Dear all', 'the draft');
            system.configure({ user: null });
            const keys = () => Object.keys(localStorage).filter((key) => key.includes(':draft:'));
            await until('an end', () => keys().length === 0);
        },
    },
];
