// A TCP proxy on loopback in front of a server, which breaks single connections and can be switched
// while it runs:
//
//     const proxy = await startFaultProxy(server.port);
//     await page.goto(proxy.url);
//     for (const connection of proxy.connections()) connection.cut();
//
// A connection can be `cut`; each of its two directions can be held (the connection stays open, and
// nothing arrives until it is released), dropped (what is sent meanwhile is lost for good, as on a
// half-open connection, and so is the end of the stream), delayed, or injected with bytes that
// nobody sent. `proxy.onConnection` is called with each new connection, `proxy.upgrades` decides
// what happens to WebSocket handshakes, and `down` refuses every connection until `up`.
//
// Bytes are passed on unchanged. Only the head of a connection's first request is read, to tell
// WebSocket handshakes from other requests: browsers make them on connections of their own.
import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';

/**
 * @typedef {import('node:net').Socket} Socket
 * @typedef {'toServer' | 'toClient'} Direction
 * @typedef {'pass' | 'refuse' | 'swallow'} Upgrades
 */

const host = '127.0.0.1';
const headEnd = '\r\n\r\n';
const refusal = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** One direction of a connection. */
class Way {
    /** @type {Array<{ chunk: Buffer | null, dueAt: number }>} the end of the stream is `null` */
    #queue = [];
    /** @type {NodeJS.Timeout | undefined} */
    #timer;
    /** @type {'open' | 'held' | 'dropping'} */
    #state = 'open';
    #ended = false;
    delayMs = 0;

    /** @param {Socket} to */
    constructor(to) {
        this.to = to;
    }

    /** @param {Buffer | null} chunk */
    take(chunk) {
        if (this.#ended || this.#state === 'dropping') return;
        this.#ended = chunk === null;
        this.#queue.push({ chunk, dueAt: performance.now() + this.delayMs });
        this.#flush();
    }

    hold() {
        this.#state = 'held';
    }

    drop() {
        this.#state = 'dropping';
        this.#queue = [];
    }

    release() {
        this.#state = 'open';
        this.#flush();
    }

    close() {
        clearTimeout(this.#timer);
        this.#queue = [];
        this.#ended = true;
        this.to.destroy();
    }

    #flush() {
        clearTimeout(this.#timer);
        if (this.#state !== 'open') return;
        for (let next = this.#queue[0]; next; next = this.#queue[0]) {
            const waitMs = next.dueAt - performance.now();
            if (waitMs > 0) {
                this.#timer = setTimeout(() => this.#flush(), waitMs);
                return;
            }
            this.#queue.shift();
            if (next.chunk) this.to.write(next.chunk);
            else this.to.end();
        }
    }
}

/** A connection of a client, and the one that the proxy has to the server for it. */
export class Connection {
    #ways;
    #onClose;
    isOpen = true;
    /** Whether it began with a WebSocket handshake; known once that has passed. */
    isWebSocket = false;

    /**
     * @param {Socket} client @param {Socket} server
     * @param {() => Upgrades} upgrades @param {(connection: Connection) => void} onClose
     */
    constructor(client, server, upgrades, onClose) {
        this.#ways = { toServer: new Way(server), toClient: new Way(client) };
        this.#onClose = onClose;
        readHead(client, (head, isWebSocket) => {
            this.isWebSocket = isWebSocket;
            const mode = isWebSocket ? upgrades() : 'pass';
            if (mode === 'refuse') client.end(refusal);
            if (mode !== 'pass') return;
            this.#ways.toServer.take(head);
            client.on('data', (chunk) => this.#ways.toServer.take(chunk));
        });
        server.on('data', (chunk) => this.#ways.toClient.take(chunk));
        this.#follow(client, this.#ways.toServer);
        this.#follow(server, this.#ways.toClient);
    }

    cut() {
        if (!this.isOpen) return;
        this.isOpen = false;
        for (const way of Object.values(this.#ways)) way.close();
        this.#onClose(this);
    }

    /** Holds back what is sent from now on. @param {Direction} [direction] default: both */
    hold(direction) {
        for (const way of this.#chosen(direction)) way.hold();
    }

    /** Discards what is sent from now on. @param {Direction} [direction] default: both */
    drop(direction) {
        for (const way of this.#chosen(direction)) way.drop();
    }

    /** Ends `hold` and `drop`, and delivers what was held. */
    release() {
        for (const way of this.#chosen()) way.release();
    }

    /** @param {number} ms in each direction */
    delay(ms) {
        for (const way of this.#chosen()) way.delayMs = ms;
    }

    /** Puts bytes into the stream as if the other side had sent them. @param {Buffer} bytes */
    inject(bytes, /** @type {Direction} */ direction = 'toClient') {
        this.#ways[direction].take(bytes);
    }

    /** @param {Direction} [direction] */
    #chosen(direction) {
        return direction ? [this.#ways[direction]] : Object.values(this.#ways);
    }

    /** Passes on the end of a stream. @param {Socket} from @param {Way} way */
    #follow(from, way) {
        from.on('end', () => way.take(null));
        // An abrupt end, such as that of a process that was killed.
        from.on('error', () => way.take(null));
        from.on('close', () => {
            way.take(null);
            if (Object.values(this.#ways).every(({ to }) => to.destroyed)) this.cut();
        });
    }
}

/**
 * @param {Socket} client
 * @param {(head: Buffer, isWebSocket: boolean) => void} done
 */
function readHead(client, done) {
    let head = Buffer.alloc(0);
    const read = (/** @type {Buffer} */ chunk) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(headEnd);
        if (end < 0) return;
        client.off('data', read);
        done(head, /^upgrade: *websocket/im.test(head.toString('latin1', 0, end)));
    };
    client.on('data', read);
}

export class FaultProxy {
    #server;
    /** @type {Set<Connection>} */
    #open = new Set();
    port = 0;
    /** What happens to WebSocket handshakes: swallowed ones are never answered. */
    upgrades = /** @type {Upgrades} */ ('pass');
    /** @type {(connection: Connection) => void} done with each new connection */
    onConnection = () => {};

    /** @param {number} target the server's port */
    constructor(target) {
        this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
            const server = connect({ port: target, host, allowHalfOpen: true, noDelay: true });
            const connection = new Connection(
                client,
                server,
                () => this.upgrades,
                (closed) => this.#open.delete(closed),
            );
            this.#open.add(connection);
            this.onConnection(connection);
        });
    }

    get url() {
        return `http://${host}:${this.port}`;
    }

    /** Those that are open. @param {'webSocket' | 'http'} [kind] */
    connections(kind) {
        const all = [...this.#open];
        return kind ? all.filter((one) => one.isWebSocket === (kind === 'webSocket')) : all;
    }

    cutAll() {
        for (const connection of this.connections()) connection.cut();
    }

    /** @returns {Promise<void>} */
    up() {
        return new Promise((resolve, reject) => {
            this.#server.once('error', reject);
            this.#server.listen(this.port, host, () => {
                this.#server.off('error', reject);
                const address = /** @type {import('node:net').AddressInfo} */ (
                    this.#server.address()
                );
                this.port = address.port;
                resolve();
            });
        });
    }

    /** Cuts all connections and refuses new ones. @returns {Promise<void>} */
    down() {
        return new Promise((resolve) => {
            this.#server.close(() => resolve());
            this.cutAll();
        });
    }

    close() {
        return this.down();
    }
}

/** @param {number} targetPort */
export async function startFaultProxy(targetPort) {
    const proxy = new FaultProxy(targetPort);
    await proxy.up();
    return proxy;
}

/** Bytes that are neither HTTP nor a WebSocket frame: the first one sets reserved bits. */
export function garbage(length = 64) {
    const bytes = randomBytes(length);
    bytes[0] = 0xff;
    return bytes;
}

/** A whole WebSocket frame as a server sends it. @param {string | Buffer} data */
export function webSocketFrame(data) {
    const payload = Buffer.from(data);
    const opcode = typeof data === 'string' ? 0x81 : 0x82;
    const { length } = payload;
    let head;
    if (length < 126) {
        head = Buffer.from([opcode, length]);
    } else if (length < 2 ** 16) {
        head = Buffer.from([opcode, 126, 0, 0]);
        head.writeUInt16BE(length, 2);
    } else {
        head = Buffer.from([opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
        head.writeBigUInt64BE(BigInt(length), 2);
    }
    return Buffer.concat([head, payload]);
}
