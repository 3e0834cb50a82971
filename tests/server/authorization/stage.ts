// A server with the four kinds of users, and a fresh conversation for each cell of the matrix.

import type { ReferenceServer } from '../../../server/reference_server.ts';
import {
    anonymous,
    newConversation,
    newcomer,
    type Person,
    signIn,
    startServer,
} from '../support.ts';
import type { EventRow, RouteRow, Scene, Who } from './rules.ts';

const secret = 'confidential';

export interface Seen {
    outcome: string;
    /** The whole response or acknowledgement, for comparison. */
    answer: unknown;
}

export interface Stage {
    server: ReferenceServer;
    partner: Person;
    ids: Record<Exclude<Who, 'anonymous'>, string>;
}

/** Without built pages, which are the same for everybody. */
export async function setStage(): Promise<Stage> {
    const server = await startServer(null, { dist: 'no such folder' });
    const [partner, stranger, participant, admin] = [
        await newcomer(server),
        await newcomer(server),
        await newcomer(server),
        await newcomer(server, { role: 'admin' }),
    ];
    const ids = { stranger: stranger.id, participant: participant.id, admin: admin.id };
    return { server, partner, ids };
}

async function enter(stage: Stage, who: Who, conversation?: string) {
    const { server, partner, ids } = stage;
    const cursor = await server.store.cursor();
    const [one, other] = [await signIn(server, ids.participant), partner];
    const conversationId = conversation ?? (await newConversation(server, [one, other]));
    if (!conversation) await partner.send(conversationId, secret);
    const self = who === 'anonymous' ? '' : ids[who];
    const person = self === '' ? anonymous(server) : await signIn(server, self);
    // An anonymous visitor may have a CSRF token, too.
    await person.get('/api/csrf-token');
    const scene: Scene = { conversationId, self, partner: partner.id, cursor };
    return { person, scene, before: await server.store.cursor() };
}

export async function tryRoute(
    stage: Stage,
    row: RouteRow,
    who: Who,
    conversation?: string,
): Promise<Seen> {
    const { person, scene, before } = await enter(stage, who, conversation);
    const [method = '', pattern = ''] = row.route.split(' ');
    const path = pattern.replace(':conversationId', scene.conversationId);
    const query = row.query ? `?${row.query(scene)}` : '';
    const { status, body } = await (method === 'POST'
        ? person.post(path, row.body?.(scene))
        : person.call(method, path + query));
    const sees = JSON.stringify(body).includes(secret) || row.betrays?.(body);
    const stores = (await stage.server.store.cursor()) !== before;
    return { outcome: words(String(status), { sees, stores }), answer: { status, body } };
}

export async function tryEvent(
    stage: Stage,
    row: EventRow,
    who: Who,
    conversation?: string,
): Promise<Seen> {
    const { person, scene, before } = await enter(stage, who, conversation);
    const { conversationId } = scene;
    const wire = await person.connect();
    const fence = (socket = wire) =>
        socket.ask('unsubscribe_conversation', { conversationId: 'x' });
    const partner = conversation ? null : await stage.partner.subscribe(conversationId);
    if (row.joined) await wire.ask('subscribe_conversation', { conversationId });
    let answer: { ok: boolean; error?: string } | undefined;
    wire.emit(row.event, row.payload(scene), (given: typeof answer) => {
        answer = given;
    });
    // Events of one socket are handled in order: what has not arrived after this never will.
    await fence();
    if (partner) {
        partner.emit('typing', { conversationId, isTyping: true });
        await fence(partner);
        await fence();
    }
    const hears = wire.count('typing:status') > 0;
    const tells = (partner?.count('typing:status') ?? 0) > 0;
    const stores = (await stage.server.store.cursor()) !== before;
    for (const one of [person, stage.partner]) one.leave();
    const first = answer === undefined ? 'silent' : answer.ok ? 'ok' : String(answer.error);
    return { outcome: words(first, { hears, tells, stores }), answer };
}

function words(first: string, more: Record<string, boolean | undefined>): string {
    const seen = Object.keys(more).filter((name) => more[name]);
    return [first, ...seen].join(' ');
}
