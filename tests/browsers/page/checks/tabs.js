import { ask, equal, until, visits, wedding } from '../stage.js';

/** Waits until each of the two tabs has come to this point. @param {string} point */
async function meet(point) {
    await ask('arrive', point);
    await until(`both at '${point}'`, async () => (await ask('arrived', point)) === 2);
}

/** @type {readonly import('../stage.js').Check[]} */
export const tabChecks = [
    {
        name: 'two tabs share one connection if they can, and see the same',
        parts: 2,
        async run({ system, part, variant, connect, followMessages }) {
            // The second tab finds the first one leading.
            if (part === 1) await until('a leader', async () => (await ask('arrived', 'led')) > 0);
            await connect();
            const followed = await followMessages();
            if (part === 0) await ask('arrive', 'led');
            await meet('both follow');
            equal(await ask('sockets'), variant === 'no-sharing' ? 2 : 1, 'sockets');
            if (part === 1) {
                await until('the other message', () => followed.texts.includes('From tab 0'));
            }
            const id = await system.sendMessage(wedding, { message: `From tab ${part}` });
            equal(/^msg_/.test(id), true, `${id} is an id of the server`);
            await until('both messages', () =>
                ['From tab 0', 'From tab 1'].every((text) => followed.texts.includes(text)),
            );
            await meet('both have sent');
            return variant === 'no-sharing' ? 'one connection each' : 'one connection';
        },
    },
    {
        name: 'a tab takes over when the leading tab is gone',
        parts: 2,
        async run({ system, part, connect, followMessages }) {
            if (part === 1) await until('a leader', async () => (await ask('arrived', 'led')) > 0);
            const visit = visits();
            if (visit === 2) return;
            await connect();
            const followed = await followMessages();
            if (part === 0) await ask('arrive', 'led');
            await meet('both follow');
            if (part === 0) {
                // The page that is loaded instead does not start the module.
                location.reload();
                return new Promise(() => {});
            }
            await ask('say', 'Are you there?');
            await until('the message', () => followed.texts.includes('Are you there?'));
            await until('real time', () => system.isConnected);
            await system.sendMessage(wedding, { message: 'Still here' });
            equal((await ask('stored')).at(-1), 'Still here', 'the newest stored message');
        },
    },
];
