// What the server tells clients about itself, and the limits on what a client may send.

/** Sent with every REST answer and with `auth:success`. Clients only use what is listed here. */
export const features = ['sync', 'after', 'before', 'idempotency', 'acks'] as const;

/** In UTF-16 code units, as `textarea.maxLength` counts. */
export const textLengthMax = 10_000;
/** Room for the longest text with every character escaped, plus the other fields. */
export const bodyBytesMax = 100_000;
/** Length as JSON of all fields that the contract does not name. */
export const extraLengthMax = 8_000;
export const extraDepthMax = 16;
/** Room for ten signed URLs with names, well below the limit of the body. */
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
/** Socket events of one connection that wait for earlier ones. */
export const queuedEventsMax = 1_000;
/** Packets queued for a connection that has read none for as long as the ping timeout. */
export const waitingPacketsMax = 1_000;
