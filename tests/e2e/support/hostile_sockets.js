// Sockets with a hand-written Engine.IO, which can send what no Socket.IO server would. They use a
// path of their own on a real server, whose pages and REST routes work as usual.
import { createHash } from 'node:crypto';
import { webSocketFrame } from './fault_proxy.js';

/**
 * @typedef {import('node:http').Server} HttpServer
 * @typedef {import('node:stream').Duplex} Duplex
 */

export const hostilePath = '/hostile';

/** RFC 6455, 1.3. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const open = { sid: 'hostile', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000 };

export class HostileSockets {
    /** @type {Set<Duplex>} */
    #open = new Set();
    /** How many clients have joined so far. */
    joins = 0;

    /** @param {HttpServer} http */
    constructor(http) {
        http.on('upgrade', (request, socket) => {
            if (request.url?.startsWith(hostilePath)) this.#begin(request, socket);
        });
    }

    /** Sends a frame to all clients. @param {string | Buffer} data */
    send(data) {
        const frame = webSocketFrame(data);
        for (const socket of this.#open) socket.write(frame);
    }

    /** Sends an event to all clients. @param {string} name @param {unknown[]} args */
    emit(name, ...args) {
        this.send(`42${JSON.stringify([name, ...args])}`);
    }

    close() {
        for (const socket of this.#open) socket.destroy();
    }

    /** @param {import('node:http').IncomingMessage} request @param {Duplex} socket */
    #begin(request, socket) {
        const key = request.headers['sec-websocket-key'];
        const accept = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64');
        socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
                `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.write(webSocketFrame(`0${JSON.stringify(open)}`));
        const forget = () => this.#open.delete(socket);
        socket.on('close', forget).on('error', forget);
        // The first packet of a client is CONNECT; the rest is ignored.
        socket.once('data', () => {
            socket.resume();
            socket.write(webSocketFrame('40{"sid":"hostile"}'));
            this.#open.add(socket);
            this.joins += 1;
        });
    }
}
