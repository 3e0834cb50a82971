// Named so that they do not meet the rooms of the application on the same server.

const prefix = 'messaging:';

/** All sockets of one user. */
export const userRoom = (userId: string) => `${prefix}user:${userId}`;
/** Sockets that show this conversation, which get typing events. */
export const conversationRoom = (conversationId: string) =>
    `${prefix}conversation:${conversationId}`;
/** Sockets of one sign-in, closed together. */
export const sessionRoom = (key: string) => `${prefix}session:${key}`;
/** Whether it is one of these. */
export const isOurs = (room: string) => room.startsWith(prefix);
