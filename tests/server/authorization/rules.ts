// Who may do what: one rule for each route and event, and one outcome for each kind of person.

export const people = ['anonymous', 'stranger', 'participant', 'admin'] as const;
export type Who = (typeof people)[number];

/**
 * What came of it, in words: the status or the error first, `ok` for an acknowledgement without
 * an error, `silent` for none at all. Then what else was seen of it:
 * - `sees`: the answer holds what the conversation keeps to itself;
 * - `stores`: something in the database changed;
 * - `hears`: the socket is told of the typing of a participant from then on;
 * - `tells`: a participant was told of the socket's typing.
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

/** What a request or an event is made of. */
export interface Scene {
    conversationId: string;
    /** Who asks; empty for nobody. */
    self: string;
    /** Somebody else who takes part. */
    partner: string;
    /** The changes up to the moment before the conversation began. */
    cursor: string;
}

export interface RouteRow {
    route: string;
    rule: Rule;
    query?: (scene: Scene) => string;
    body?: (scene: Scene) => object;
    /** The answer tells of the conversation without its text. */
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
    // The matrix runs without built pages, and this says so.
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
    /** The socket has asked for the conversation's room before. */
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

/** The rule for the same request or event about a conversation that was never there. */
export const elsewhere: Partial<Record<Rule, Rule>> = {
    reading: 'nowhere',
    marking: 'nowhere',
    sending: 'nowhere',
    pretending: 'nowhere',
    join: 'joinNowhere',
    markRead: 'joinNowhere',
};
