/** All sockets of one user. */
export const userRoom = (userId: string) => `user:${userId}`;
/** Sockets that show this conversation: they are told of typing. */
export const conversationRoom = (conversationId: string) => `conversation:${conversationId}`;
/** Sockets of one sign-in, ended together. */
export const sessionRoom = (key: string) => `session:${key}`;
