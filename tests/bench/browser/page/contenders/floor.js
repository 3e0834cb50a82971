// The minimum for any client: the browser's WebSocket, and JSON.parse.

/** @returns {import('./contender').Contender} */
export function create() {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/bench/raw`);
    /** @type {Map<string, (message: import('./contender').Shown) => void>} */
    const followed = new Map();
    /** @type {Map<number, (value: unknown) => void>} */
    const sends = new Map();
    let sent = 0;
    socket.onmessage = ({ data }) => {
        const { conversationId, message, acknowledged } = JSON.parse(data);
        if (acknowledged === undefined) followed.get(conversationId)?.(message);
        else sends.get(acknowledged)?.(undefined);
    };
    return {
        connect: () => new Promise((resolve) => socket.addEventListener('open', () => resolve())),
        async follow(conversationId, told) {
            followed.set(conversationId, told);
            return () => void followed.delete(conversationId);
        },
        send: (conversationId, text) =>
            new Promise((resolve) => {
                sent += 1;
                sends.set(sent, resolve);
                socket.send(JSON.stringify({ send: sent, conversationId, text }));
            }),
        close: () => socket.close(),
    };
}
