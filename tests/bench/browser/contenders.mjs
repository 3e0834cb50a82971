/** What is measured: the module in `page/contenders`, its protocol and its name. */
export const contenders = /** @type {const} */ ([
    { file: 'messaging-wasm', protocol: 'socket.io', name: 'messaging-wasm' },
    { file: 'plain', protocol: 'socket.io', name: 'plain JavaScript on socket.io-client' },
    { file: 'socket.io-client', protocol: 'socket.io', name: 'socket.io-client alone' },
    { file: 'centrifuge', protocol: 'centrifuge', name: 'centrifuge-js' },
    { file: 'floor', protocol: 'raw', name: 'WebSocket and JSON.parse' },
]);

/** @typedef {(typeof contenders)[number]} Contender */
