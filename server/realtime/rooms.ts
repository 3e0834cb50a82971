/** All sockets of one user. */
export const userRoom = (userId: string) => `user:${userId}`;
/** Sockets that show this conversation, which get typing events. */
export const conversationRoom = (conversationId: string) => `conversation:${conversationId}`;
/** Sockets of one sign-in, closed together. */
export const sessionRoom = (key: string) => `session:${key}`;
