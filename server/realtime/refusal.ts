/** All reasons for refusing a client event, as worded in its acknowledgement. */
export const refusals = [
    'Access denied',
    'Conversation not found',
    'Malformed payload',
    'Message not found',
    'Service unavailable',
    'Too many requests',
    'Too many subscriptions',
    'Unauthenticated',
    'User does not match the session',
] as const;

export type Refusal = (typeof refusals)[number];
