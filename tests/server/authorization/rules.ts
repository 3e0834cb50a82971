// Who may do what: one rule for each route and event, and one outcome for each kind of user.

export const people = ['anonymous', 'stranger', 'participant', 'admin'] as const;
export type Who = (typeof people)[number];

/**
 * The outcome in words: first the status or the error, `ok` for an acknowledgement without an
 * error, `silent` for no acknowledgement. Then the effects:
 * - `sees`: the response reveals something confidential about the conversation;
 * - `stores`: something in the database changed;
 * - `hears`: from then on the socket receives the typing of a participant;
 * - `tells`: a participant received the socket's typing.
 */
type Outcomes = readonly [anonymous: string, stranger: string, participant: string, admin: string];

const noSession = 'Unauthenticated';
const unknown = 'Conversation not found';

export const rules = {
    // anonymous, stranger, participant, admin
    everybody: ['200', '200', '200', '200'],
    nobody: ['404', '404', '404', '404'],
    signedIn: ['401', '200', '200', '200'],
    listing: ['401', '200', '200 sees', '200'],
    reading: ['401', '404', '200 sees', '200 sees'],
    marking: ['401', '404', '200 stores', '200'],
    sending: ['401', '404', '201 stores', '201 stores'],
    pretending: ['401', '404', '409', '409'],
    nowhere: ['401', '404', '404', '404'],

    confirm: [noSession, 'ok', 'ok', 'ok'],
    impersonate: [noSession, ...three('User does not match the session')],
    join: [noSession, unknown, 'ok hears', 'ok hears'],
    leave: ['ok', ...three('ok')],
    type: ['silent', 'silent', 'silent hears tells', 'silent hears tells'],
    hint: ['silent', ...three('silent')],
    markRead: [noSession, unknown, 'ok stores', 'ok'],
    joinNowhere: [noSession, ...three(unknown)],
} satisfies Record<string, Outcomes>;

export type Rule = keyof typeof rules;

function three(outcome: string) {
    return [outcome, outcome, outcome] as const;
}

/** The values that requests and events are built from. */
export interface Scene {
    conversationId: string;
    /** The caller's user id; empty if anonymous. */
    self: string;
    /** The user id of another participant. */
    partner: string;
    /** The sync cursor from before the conversation was created. */
    cursor: string;
}

export interface RouteRow {
    route: string;
    rule: Rule;
    query?: (scene: Scene) => string;
    body?: (scene: Scene) => object;
    /** Whether the response reveals the conversation without its text. */
    betrays?: (body: { count?: number }) => boolean;
}

const api = '/api/messages';
const text = { message: 'hello' };

export const routeRows: RouteRow[] = [
    { route: 'GET /metrics', rule: 'everybody' },
    { route: 'GET /healthz', rule: 'everybody' },
    { route: 'GET /readyz', rule: 'everybody' },
    { route: 'GET /api/health', rule: 'everybody' },
    { route: 'GET /api/csrf-token', rule: 'everybody' },
    { route: 'GET /api/auth/me', rule: 'everybody' },
    { route: 'GET /api/auth/accounts', rule: 'everybody' },
    { route: 'POST /api/auth/login', rule: 'everybody', body: () => ({ userId: 'usr_alice' }) },
    { route: 'POST /api/auth/logout', rule: 'everybody' },
    { route: 'GET /api/me/suppliers', rule: 'signedIn' },
    // 404, because the matrix runs without built pages.
    { route: 'GET /', rule: 'nobody' },

    { route: `GET ${api}/unread`, rule: 'listing', betrays: ({ count = 0 }) => count > 0 },
    { route: `GET ${api}/conversations`, rule: 'listing' },
    { route: `GET ${api}/threads`, rule: 'listing' },
    { route: `GET ${api}/sync`, rule: 'listing', query: ({ cursor }) => `since=${cursor}` },
    { route: `GET ${api}/drafts`, rule: 'signedIn' },
    { route: `GET ${api}/sent`, rule: 'signedIn' },
    { route: `GET ${api}/:conversationId`, rule: 'reading' },
    { route: `POST ${api}/:conversationId/read`, rule: 'marking' },
    { route: `POST ${api}/threads/:conversationId/mark-read`, rule: 'marking' },
    { route: `POST ${api}/:conversationId`, rule: 'sending', body: () => text },
    {
        route: `POST ${api}/:conversationId`,
        rule: 'pretending',
        body: ({ partner }) => ({ ...text, senderId: partner }),
    },
];

export interface EventRow {
    event: string;
    rule: Rule;
    /** Whether the socket has subscribed to the conversation before. */
    joined?: boolean;
    payload: (scene: Scene) => object;
}

const here = ({ conversationId }: Scene) => ({ conversationId });
const typing = (scene: Scene) => ({ ...here(scene), isTyping: true });

export const eventRows: EventRow[] = [
    { event: 'auth', rule: 'confirm', payload: ({ self }) => ({ userId: self || 'usr_x' }) },
    { event: 'auth', rule: 'impersonate', payload: ({ partner }) => ({ userId: partner }) },
    { event: 'subscribe_conversation', rule: 'join', payload: here },
    { event: 'unsubscribe_conversation', rule: 'leave', payload: here },
    { event: 'unsubscribe_conversation', rule: 'leave', joined: true, payload: here },
    { event: 'typing', rule: 'hint', payload: typing },
    { event: 'typing', rule: 'type', joined: true, payload: typing },
    { event: 'conversation:read', rule: 'markRead', payload: here },
    { event: 'message:send', rule: 'hint', payload: here },
];

/** The rule for the same request or event about a conversation that does not exist. */
export const elsewhere: Partial<Record<Rule, Rule>> = {
    reading: 'nowhere',
    marking: 'nowhere',
    sending: 'nowhere',
    pretending: 'nowhere',
    join: 'joinNowhere',
    markRead: 'joinNowhere',
};
