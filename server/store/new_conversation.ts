// What is asked of a new conversation before any of our stores keeps it: what a database of SQL
// refuses in words of its own, one in memory would take.

import type { NewConversation } from './store.ts';

/** They are routes, or no part of an address, and so no page could open their conversation. */
const takenIds = ['conversations', 'drafts', 'sent', 'sync', 'threads', 'unread', '', '.', '..'];

/** Throws a TypeError that names what cannot be stored. */
export function checkNewConversation(given: NewConversation): void {
    const { id, subject, status, createdAt, participants } = given;
    mustBe('string', 'id', id ?? '-');
    // Express does not look at capitals.
    if (takenIds.includes((id ?? '-').toLowerCase())) {
        throw new TypeError(`id of the new conversation is "${id}", which is no address of one`);
    }
    mustBe('string', 'subject', subject);
    mustBe('string', 'status', status ?? 'open');
    mustBe('number', 'createdAt', createdAt ?? 0);
    mustBe('array', 'participants', participants);
    for (const [index, one] of participants.entries()) {
        // Who is handed in as a session has him has an `id` in the place of `userId`.
        for (const field of ['userId', 'name', 'role'] as const) {
            mustBe('string', `participants[${index}].${field}`, one?.[field]);
        }
        mustBe('string', `participants[${index}].profileId`, one.profileId ?? '-');
    }
}

function mustBe(kind: 'string' | 'number' | 'array', name: string, value: unknown): void {
    if (kind === 'array' ? Array.isArray(value) : typeof value === kind) return;
    const is = value === null ? 'null' : typeof value;
    const wanted = kind === 'array' ? 'an array' : `a ${kind}`;
    throw new TypeError(`${name} of the new conversation is ${is}, but must be ${wanted}`);
}
