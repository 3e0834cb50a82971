// How long a raw WebSocket takes from page to page, through the same server.

const floorSamples = 1000;

/** @typedef {import('@playwright/test').Page} Page */

/**
 * The same path without the product: raw WebSockets, with the server as a relay.
 * @param {import('../../../server/reference_server.ts').ReferenceServer} server
 * @param {Page} from
 * @param {Page} to
 */
export async function floor(server, from, to) {
    server.io.of('/floor').on('connection', (socket) => {
        socket.on('relay', (value) => socket.broadcast.emit('relay', value));
    });
    const connect = (/** @type {Page} */ page) =>
        page.evaluate(
            () =>
                new Promise((resolve) => {
                    const address = `ws://${location.host}/socket.io/?EIO=4&transport=websocket`;
                    const socket = new WebSocket(address);
                    window.testFloor = { socket, heard: [] };
                    socket.onmessage = ({ data }) => {
                        if (data.startsWith('0')) socket.send('40/floor,');
                        else if (data.startsWith('40')) resolve(undefined);
                        else if (data === '2') socket.send('3');
                        else window.testFloor.heard.push(window.testNow());
                    };
                }),
        );
    await Promise.all([connect(from), connect(to)]);
    const begun = await from.evaluate(async (count) => {
        const all = [];
        const padding = 'x'.repeat(300);
        for (let sample = 0; sample < count; sample++) {
            all.push(window.testNow());
            window.testFloor.socket.send(`42/floor,["relay","${padding}"]`);
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
        return all;
    }, floorSamples);
    await to.waitForFunction((count) => window.testFloor.heard.length >= count, floorSamples);
    /** @type {number[]} */
    const heard = await to.evaluate(() => window.testFloor.heard);
    return heard.map((at, index) => at - (begun[index] ?? Number.NaN));
}
