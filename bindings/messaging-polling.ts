/** Loaded only if a network blocks WebSockets. */
export { PollingSocket } from './polling_socket.ts';
