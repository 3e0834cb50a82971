/** The part that is loaded where a network lets no WebSocket through. */
export { PollingSocket } from './polling_socket.ts';
