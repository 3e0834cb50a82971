// What the server tells a client about itself, and the bounds of what a client may send.

/** Carried by every REST answer and by `auth:success`: a client uses only what it finds here. */
export const features = ['sync', 'after', 'before', 'idempotency', 'acks'] as const;

/** In UTF-16 units, as `textarea.maxLength` counts them. */
export const textLengthMax = 10_000;
/** Room for the longest text with every character escaped, and for the fields beside it. */
export const bodyBytesMax = 100_000;
/** The JSON text of the fields that the contract does not name. */
export const extraLengthMax = 8_000;
export const extraDepthMax = 16;
/** As many addresses as a signed one is long, with their names, and well below a body. */
export const attachmentsMax = 10;
export const attachmentsLengthMax = 16_000;
export const addressLengthMax = 2_000;
export const nameLengthMax = 255;
export const idLengthMax = 128;
export const historyLimitDefault = 100;
export const historyLimitMax = 1_000;
export const syncLimit = 500;
export const previewLength = 200;
export const subscriptionsMax = 500;
/** Socket events of one connection that wait for earlier ones of it. */
export const queuedEventsMax = 1_000;
/** Packets for a connection that takes none of them for as long as it has to answer a ping. */
export const waitingPacketsMax = 1_000;
