import { ask, equal, Impossible, sleep, until, visits, wedding } from '../stage.js';

/** @type {readonly import('../stage.js').Check[]} */
export const connectionChecks = [
    {
        name: 'a signed-in user is in real time over a WebSocket',
        async run({ system, connect, details }) {
            await connect();
            equal(system.state, 'online', 'state');
            equal(system.mode, 'websocket', 'mode');
            const states = details('messaging:state').map(({ state }) => state);
            equal(states, ['idle', 'connecting', 'online'], 'states');
            const [connection] = details('messaging:connection');
            equal(connection?.status, 'online', 'status');
            equal(connection?.timestamp instanceof Date, true, 'a Date');
        },
    },
    {
        name: 'a user who is not signed in gets the state unauthenticated',
        async run({ system, errors }) {
            // A cookie of another server on this host may be there, which is not valid here.
            system.configure({ user: { id: 'usr_alice' } });
            system.listenToMessages(wedding, () => {
                throw new Error('Nobody may read this');
            });
            await until('unauthenticated', () => system.state === 'unauthenticated');
            equal(errors()[0], 'unauthorized', 'code');
        },
    },
    {
        name: 'long-polling takes over when WebSockets are refused',
        async run({ system, follow }) {
            await ask('blockWebSocket');
            const followed = await follow();
            equal(system.mode, 'long-polling', 'mode');
            const id = await system.sendMessage(wedding, { message: 'By long-polling' });
            equal(/^msg_/.test(id), true, `${id} is an id of the server`);
            await ask('say', 'And back');
            await until('the answer', () => followed.texts.includes('And back'));
        },
    },
    {
        name: 'REST takes over when every connection is refused, and real time comes back',
        async run({ system, follow }) {
            const followed = await follow();
            await ask('refuseSockets');
            await until('polling', () => system.state === 'polling');
            equal(system.mode, 'polling', 'mode');
            await ask('say', 'Polled');
            await until('the polled message', () => followed.texts.includes('Polled'));
            await ask('allowSockets');
            await until('real time again', () => system.state === 'online');
            await ask('say', 'Real time again');
            await until('its message', () => followed.texts.includes('Real time again'));
        },
    },
    {
        name: 'the page recovers from a server restart, with what it missed',
        async run({ system, follow, details }) {
            const followed = await follow();
            await ask('restart', 'Meanwhile');
            await until('the loss', () => !system.isConnected);
            await until('the return', () => system.isConnected);
            await until('what was said', () => followed.texts.includes('Meanwhile'));
            const shown = details('messaging:connection').map(({ status }) => status);
            equal(shown, ['online', 'offline', 'online'], 'messaging:connection');
            await system.sendMessage(wedding, { message: 'Still here' });
            equal((await ask('stored')).at(-1), 'Still here', 'the newest stored message');
        },
    },
    {
        name: 'binary data goes both ways',
        async run({ system, connect }) {
            await connect();
            const sent = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
            const { socket } = system;
            if (!socket) throw new Error('There is no socket');
            const given = { name: 'naïve', parts: [sent.buffer, sent.subarray(3, 9)] };
            const echo = /** @type {any} */ (await socket.emitWithAck('echo', given));
            const [whole, some] = echo.parts.map(
                (/** @type {ArrayBuffer} */ part) => new Uint8Array(part),
            );
            equal(echo.name, 'naïve', 'the text');
            equal(
                whole.every(
                    (/** @type {number} */ value, /** @type {number} */ index) =>
                        value === sent[index],
                ),
                true,
                'the bytes',
            );
            equal(whole.length, sent.length, 'their number');
            equal([...some], [...sent.subarray(3, 9)], 'a view');
            /** @type {Promise<ArrayBuffer>} */
            const told = new Promise((resolve) => void socket.once('bytes', resolve));
            await ask('bytes', [0, 127, 255]);
            equal([...new Uint8Array(await told)], [0, 127, 255], 'bytes of the server');
        },
    },
    {
        name: 'a connection that the page closes is closed until it asks again',
        async run({ system, connect }) {
            await connect();
            system.socket?.disconnect();
            await until('no socket', async () => (await ask('sockets')) === 0);
            equal(system.state, 'stopped', 'state');
            await sleep(500);
            equal(await ask('sockets'), 0, 'sockets');
            system.socket?.connect();
            await until('real time', () => system.isConnected);
        },
    },
    {
        name: 'cleanup ends everything, and the system can be used again',
        async run({ system, follow, followMessages }) {
            await follow();
            system.cleanup();
            await until('no socket', async () => (await ask('sockets')) === 0);
            equal(system.state, 'idle', 'state');
            await followMessages();
            await until('real time', () => system.isConnected);
        },
    },
    {
        name: 'a page restored from the back/forward cache is in real time again',
        async run({ system, follow }) {
            const followed = await follow();
            if (visits() > 1) {
                // Tried with pages of nothing else that close or release it on `pagehide`.
                if (navigator.userAgent.includes('Firefox')) {
                    throw new Impossible(
                        'Firefox does not cache a page that has a WebSocket or a Web Lock; ' +
                            'it is loaded again and connects',
                    );
                }
                throw new Error('The page did not come out of the cache');
            }
            /** @type {Promise<PageTransitionEvent>} */
            const back = new Promise((resolve) => {
                window.addEventListener('pageshow', resolve, { once: true });
            });
            location.href = 'away.html';
            const { persisted } = await back;
            equal(persisted, true, 'from the cache');
            await until('real time', () => system.isConnected);
            await ask('say', 'Welcome back');
            await until('a message', () => followed.texts.includes('Welcome back'));
        },
    },
];
